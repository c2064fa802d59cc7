package dev.mandor.manager.report;

/** Figures of each of the last {@value #SECONDS} seconds. Not thread-safe. */
final class RecentSeconds {
    static final int SECONDS = 128;

    private final Figures[] figures = new Figures[SECONDS];
    private final long[] seconds = new long[SECONDS];

    /** A request that is older than all that is remembered is left out. */
    void add(LogEntry entry) {
        long second = entry.epochMillis() / 1000;
        int place = (int) (second % SECONDS);
        if (seconds[place] < second) {
            seconds[place] = second;
            figures[place] = new Figures();
        }
        if (seconds[place] == second) {
            figures[place].add(entry);
        }
    }

    /** Together, of the {@code count} seconds from {@code first} on. */
    Figures sum(long first, int count) {
        Figures sum = new Figures();
        for (long second = first; second < first + count; second++) {
            int place = (int) (second % SECONDS);
            if (seconds[place] == second) {
                sum.add(figures[place]);
            }
        }
        return sum;
    }
}
