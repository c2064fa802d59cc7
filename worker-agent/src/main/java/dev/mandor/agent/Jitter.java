package dev.mandor.agent;

/**
 * Spreads the beats of many nodes, so that agents that were started together by one command do not march in step and meet
 * in the manager's receive buffer.
 */
final class Jitter {
    /** Large enough to drift apart within minutes, small enough not to matter against a tolerance of several beats. */
    static final double SHARE = 0.05;

    private Jitter() {}

    /**
     * The time until the next beat: {@code intervalNanos} give or take {@link #SHARE}.
     *
     * @param random evenly distributed from 0 to 1
     */
    static long next(long intervalNanos, double random) {
        return Math.round(intervalNanos * (1 - SHARE + 2 * SHARE * random));
    }
}
