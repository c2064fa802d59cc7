package dev.mandor.manager.cluster;

import java.time.Duration;

/**
 * How many nodes are known, and for how long: whoever reports is known from then on, so that without a bound whoever can
 * reach the port could fill the memory and the log with nodes that do not exist.
 *
 * @param mostNodes so many are known at once; others are refused until one of them was forgotten
 * @param forgetAfter a node that is down or has left is forgotten when nothing was heard of it for so long
 */
public record Membership(int mostNodes, Duration forgetAfter) {
    public static final int DEFAULT_NODES = 256;

    /** Far more nodes than a small Swarm has, and a night for an operator to see who vanished. */
    public static final Membership DEFAULT = new Membership(DEFAULT_NODES, Duration.ofDays(1));

    /** @throws IllegalArgumentException when a number is not positive */
    public Membership {
        if (mostNodes < 1 || forgetAfter.isNegative() || forgetAfter.isZero()) {
            throw new IllegalArgumentException("at least one node is known, for some time");
        }
    }
}
