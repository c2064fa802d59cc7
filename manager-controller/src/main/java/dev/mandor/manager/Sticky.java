package dev.mandor.manager;

import dev.mandor.manager.cluster.Balancing;
import java.util.Arrays;
import java.util.Locale;

/**
 * Whether a client comes back to the node it was on before. nginx without a licence has no sticky cookies; it can only
 * choose by what a client shows anyhow.
 */
enum Sticky {
    /** Any node, each time. */
    NONE(Balancing.ROUND_ROBIN),
    /** By the client's network: all behind one router are one client. */
    IP_HASH(Balancing.IP_HASH),
    /** By the client's address and browser: fewer clients are taken for one, and fewer move when a node goes. */
    COOKIE_LESS(Balancing.CLIENT_HASH);

    private final Balancing balancing;

    Sticky(Balancing balancing) {
        this.balancing = balancing;
    }

    Balancing balancing() {
        return balancing;
    }

    /** @throws IllegalArgumentException when there is no such choice */
    static Sticky parse(String name) {
        return Arrays.stream(values())
                .filter(choice -> choice.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected ip-hash, cookie-less or none"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
