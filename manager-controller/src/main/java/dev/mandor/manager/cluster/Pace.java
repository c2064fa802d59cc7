package dev.mandor.manager.cluster;

/**
 * How often one node reports. Its agent does so every 100 ms at the most, and ahead of time at most once a second; what comes
 * yet more often would only wear out the log and the decisions. Heartbeats that were held up on their way come in a bunch,
 * so that two seconds' worth may come at once.
 *
 * <p>It is the generic cell rate algorithm (ITU-T I.371) in its form of virtual scheduling.
 *
 * @param dueNanos when the next heartbeat would be due, if they came evenly and as often as they may
 */
record Pace(long dueNanos) {
    private static final long PERIOD_NANOS = 1_000_000_000 / 12;
    private static final long AHEAD_NANOS = 2_000_000_000;

    /** Of a node whose first heartbeat comes at {@code nowNanos}. */
    static Pace startingAt(long nowNanos) {
        return new Pace(nowNanos + PERIOD_NANOS);
    }

    boolean allows(long nowNanos) {
        return dueNanos - nowNanos <= AHEAD_NANOS;
    }

    /** After a heartbeat at {@code nowNanos}, which was allowed. */
    Pace after(long nowNanos) {
        return startingAt(dueNanos - nowNanos > 0 ? dueNanos : nowNanos);
    }
}
