package dev.mandor.manager.cluster;

/** How nginx spreads requests over those that serve. */
public enum Balancing {
    /** In turn, as often as the weights say. */
    ROUND_ROBIN(true, RoutingPlan.MOST_WEIGHT, Integer.MAX_VALUE),
    /** To the one with the fewest requests under way, by weight. */
    LEAST_CONN(true, RoutingPlan.MOST_WEIGHT, Integer.MAX_VALUE),
    /** By the client's network, the first three bytes of an IPv4 address: nginx's {@code ip_hash}. */
    IP_HASH(false, RoutingPlan.MOST_WEIGHT, Integer.MAX_VALUE),
    /**
     * By the client's address and browser, on a consistent hash ring: when a server goes, only its clients move. nginx puts
     * 160 points of 16 bytes on the ring for each unit of weight, and sorts them at each reload: 30 servers of weight 1000
     * take it 1.2 s and 77 MB. With these limits it is at most 0.4 s and 26 MB.
     */
    CLIENT_HASH(false, 100, 10_000);

    private final boolean allowsBackups;
    private final int mostWeight;
    private final int mostWeightOfAll;

    Balancing(boolean allowsBackups, int mostWeight, int mostWeightOfAll) {
        this.allowsBackups = allowsBackups;
        this.mostWeight = mostWeight;
        this.mostWeightOfAll = mostWeightOfAll;
    }

    /** Whether nginx takes {@code backup} servers beside it. */
    public boolean allowsBackups() {
        return allowsBackups;
    }

    /** The largest weight that one of {@code servers} should have; at least 1. */
    int mostWeight(int servers) {
        return Math.max(1, Math.min(mostWeight, mostWeightOfAll / servers));
    }
}
