package dev.mandor.manager.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells an outage of many nodes from deafness of our own. When more than half of the nodes that were there, and at least two,
 * fall silent within one tolerance without having said goodbye, the likeliest cause is near us: our network, a firewall, a
 * full socket. Eureka's self-preservation and Envoy's panic threshold act on the same thought.
 */
final class MassSilence {
    /** What is to be known of a node: when it was last heard, and whether it is silent now. */
    record Silence(long arrivedNanos, boolean silent) {}

    private MassSilence() {}

    /**
     * Those of {@code nodes}, without nodes that left, that fell silent together with most others.
     *
     * <p>Each silent node may be the first of a group: the group are the silent ones last heard within one tolerance from it
     * on, and whoever was heard since then was there to fall silent.
     */
    static Set<Silence> together(Collection<Silence> nodes, Duration tolerance) {
        if (nodes.stream().filter(Silence::silent).limit(2).count() < 2) {
            return Set.of();
        }
        List<Silence> sorted = nodes.stream().sorted(MassSilence::earlierFirst).toList();
        Set<Silence> together = new HashSet<>();
        int end = 0; // of the window that begins with "first"
        int silentInWindow = 0;
        for (int first = 0; first < sorted.size(); first++) {
            while (end < sorted.size() && isWithin(sorted.get(first), sorted.get(end), tolerance)) {
                silentInWindow += sorted.get(end++).silent() ? 1 : 0;
            }
            int there = sorted.size() - first;
            boolean isFirstOfItsTime = first == 0
                    || sorted.get(first - 1).arrivedNanos() != sorted.get(first).arrivedNanos();
            if (isFirstOfItsTime && sorted.get(first).silent() && silentInWindow >= 2 && silentInWindow * 2 > there) {
                sorted.subList(first, end).stream().filter(Silence::silent).forEach(together::add);
            }
            silentInWindow -= sorted.get(first).silent() ? 1 : 0;
        }
        return together;
    }

    private static boolean isWithin(Silence first, Silence node, Duration tolerance) {
        return node.arrivedNanos() - first.arrivedNanos() <= tolerance.toNanos();
    }

    // Of those of one time the silent first: the window that begins with it then holds them all.
    private static int earlierFirst(Silence one, Silence other) {
        int order = Long.signum(one.arrivedNanos() - other.arrivedNanos());
        return order != 0 ? order : Boolean.compare(other.silent(), one.silent());
    }
}
