package dev.mandor.manager.cluster;

/** How nginx spreads requests over those that serve. */
public enum Balancing {
    /** In turn, as often as the weights say. */
    ROUND_ROBIN(true),
    /** To the one with the fewest requests under way, by weight. */
    LEAST_CONN(true),
    /** By the client's network, the first three bytes of an IPv4 address: nginx's {@code ip_hash}. */
    IP_HASH(false),
    /** By the client's address and browser, on a consistent hash ring: when a server goes, only its clients move. */
    CLIENT_HASH(false);

    private final boolean allowsBackups;

    Balancing(boolean allowsBackups) {
        this.allowsBackups = allowsBackups;
    }

    /** Whether nginx takes {@code backup} servers beside it. */
    public boolean allowsBackups() {
        return allowsBackups;
    }
}
