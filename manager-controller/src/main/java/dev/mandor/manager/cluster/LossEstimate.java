package dev.mandor.manager.cluster;

/**
 * How many of a node's heartbeats get lost on the way, as seen in the gaps of their sequence numbers: a mean over the last
 * {@value #MEMORY} heartbeats or so. It begins as if {@value #PRIOR} had arrived, so that one early loss is not a trend.
 *
 * @param share 0 to 1
 * @param beats the weight of what was seen so far, in heartbeats
 */
record LossEstimate(double share, int beats) {
    static final int PRIOR = 16;
    static final int MEMORY = 64;
    static final LossEstimate NONE = new LossEstimate(0, PRIOR);

    private static final int MOST_MISSED = MEMORY; // one gap says no more than a full memory of losses

    /** After a heartbeat has arrived, {@code missed} of them after the one before. */
    LossEstimate afterArrival(long missed) {
        LossEstimate next = this;
        for (long lost = 0; lost < Math.min(missed, MOST_MISSED); lost++) {
            next = next.with(1);
        }
        return next.with(0);
    }

    /**
     * What the share may well be, given that it is known from so few heartbeats: one standard deviation of the mean above
     * it. Zero when nothing was ever lost.
     */
    double pessimistic() {
        return Math.min(1, share + Math.sqrt(share * (1 - share) / beats));
    }

    private LossEstimate with(int sample) {
        int weight = Math.min(beats + 1, MEMORY);
        return new LossEstimate(share + (sample - share) / weight, weight);
    }
}
