package dev.mandor.manager.report;

import dev.mandor.manager.report.LogEntry.Attempt;

/** What one server did. Not thread-safe. */
final class ServerFigures {
    private final Figures answered = new Figures();
    private final Histogram connectTimes = new Histogram();
    private long passedOn;

    void answered(LogEntry entry) {
        answered.add(entry);
    }

    /** @param last whether nobody was asked after it */
    void asked(Attempt attempt, boolean last) {
        attempt.connectMillis().ifPresent(connectTimes::add);
        passedOn += last ? 0 : 1;
    }

    /** Those of which it had the last word. */
    Figures answered() {
        return answered;
    }

    Histogram connectTimes() {
        return connectTimes;
    }

    /** How often it failed and the next server was asked. */
    long passedOn() {
        return passedOn;
    }
}
