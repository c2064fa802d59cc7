package dev.mandor.manager.report;

/** What became of some requests. Not thread-safe. */
final class Figures {
    private final Histogram times = new Histogram();
    private long failed;
    private long retried;

    void add(LogEntry entry) {
        times.add(entry.millis());
        failed += entry.failed() ? 1 : 0;
        retried += entry.retried() ? 1 : 0;
    }

    void add(Figures other) {
        times.add(other.times);
        failed += other.failed;
        retried += other.retried;
    }

    long requests() {
        return times.total();
    }

    /** Those that were answered with a status of 500 or more. */
    long failed() {
        return failed;
    }

    /** Those for which more than one server was asked. */
    long retried() {
        return retried;
    }

    Histogram times() {
        return times;
    }
}
