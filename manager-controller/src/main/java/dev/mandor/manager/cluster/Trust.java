package dev.mandor.manager.cluster;

import java.time.Duration;

/**
 * Whether a node that was away, or has moved to another endpoint, may serve again. It needs two good heartbeats; and if it comes and goes, each return within
 * {@link #MEMORY} of the one before doubles the time that it has to prove itself, up to {@link #LONGEST}. (BGP's route flap
 * damping, RFC 2439, in its simplest form.) A node that was never away is trusted: at the start of everything somebody must
 * serve.
 *
 * @param returns how often it came back lately; 0 when it was never away
 * @param returnedNanos when it last came back
 * @param goodBeats since then
 */
record Trust(int returns, long returnedNanos, int goodBeats) {
    static final Duration LONGEST = Duration.ofMinutes(5);
    static final Duration MEMORY = Duration.ofMinutes(10);
    static final Trust NEVER_AWAY = new Trust(0, 0, 0);

    private static final int NEEDED_BEATS = 2;
    private static final int MOST_RETURNS = 16; // beyond it every sensible interval has reached the longest probation

    /** After the first good heartbeat of a return. */
    Trust afterReturn(long nowNanos) {
        boolean forgotten = returns == 0 || nowNanos - returnedNanos > MEMORY.toNanos();
        return new Trust(forgotten ? 1 : Math.min(returns + 1, MOST_RETURNS), nowNanos, 1);
    }

    /** After a further good heartbeat. */
    Trust afterGoodBeat() {
        return goodBeats >= NEEDED_BEATS ? this : new Trust(returns, returnedNanos, goodBeats + 1);
    }

    /** @param interval between two heartbeats of the node */
    boolean isTrusted(long nowNanos, Duration interval) {
        return returns == 0 || (goodBeats >= NEEDED_BEATS && nowNanos - returnedNanos >= probationNanos(interval));
    }

    /** How long the probation lasts at least; zero when that is over. */
    Duration probationLeft(long nowNanos, Duration interval) {
        return returns == 0
                ? Duration.ZERO
                : Prospect.notNegative(Duration.ofNanos(probationNanos(interval) - (nowNanos - returnedNanos)));
    }

    /** How many good heartbeats are needed before it may end. */
    int missingBeats() {
        return returns == 0 ? 0 : NEEDED_BEATS - goodBeats;
    }

    private long probationNanos(Duration interval) {
        return returns == 1 ? 0 : Math.min(LONGEST.toNanos(), interval.toNanos() << Math.min(returns - 1, 20));
    }
}
