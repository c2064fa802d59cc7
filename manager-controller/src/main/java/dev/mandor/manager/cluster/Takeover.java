package dev.mandor.manager.cluster;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@link MaxFreeMemory} read backwards: not who serves, but what it would take for another to serve while all else stays as it
 * is. Bytes are those of {@link NodeStatus#freeBytes}, by which the winner is chosen. For explanations; nothing is decided by it.
 *
 * <p>Formulas and not a search with the rule itself, which would be a run of it for each step and each node. That they are the
 * rule's own inverse is shown by a test that runs it on both sides of every figure.
 *
 * @param incumbent who serves
 * @param challengers the two best of those who compete with it
 */
public record Takeover(Threshold threshold, NodeStatus incumbent, List<NodeStatus> challengers) {
    public Takeover {
        challengers = List.copyOf(challengers);
    }

    /** Empty when nobody serves who may. */
    public static Optional<Takeover> of(MaxFreeMemory policy, ClusterSnapshot snapshot, Serving serving) {
        List<NodeStatus> candidates = snapshot.candidates();
        return MaxFreeMemory.incumbent(candidates, serving)
                .map(incumbent -> new Takeover(
                        policy.threshold(),
                        incumbent,
                        candidates.stream()
                                .filter(node -> !node.name().equals(incumbent.name()))
                                .sorted(MaxFreeMemory.BEST_FIRST)
                                .limit(2)
                                .toList()));
    }

    /**
     * With how much free memory {@code node} serves, if it competes: the least. Empty when even its whole memory is not enough.
     */
    public OptionalLong leastFor(NodeStatus node) {
        long least = incumbent.freeBytes() + lead(node);
        Optional<NodeStatus> rival = challengers.stream()
                .filter(other -> !other.name().equals(node.name()))
                .findFirst();
        if (rival.isPresent()) { // only the best is measured against the threshold; of equals the first by name is the
            // best
            boolean winsTies = node.name().compareTo(rival.get().name()) < 0;
            least = Math.max(least, rival.get().freeBytes() + (winsTies ? 0 : 1));
        }
        return least > node.memory().totalBytes() ? OptionalLong.empty() : OptionalLong.of(least);
    }

    /** With how much free memory the incumbent is left for the best of the others: the most. Empty when with none at all. */
    public OptionalLong mostToLose() {
        return challengers.stream()
                .limit(1)
                .mapToLong(best -> best.freeBytes() - lead(best))
                .filter(most -> most >= 0)
                .findFirst();
    }

    // Also with a threshold of 0 a tie is no reason to move traffic.
    private long lead(NodeStatus node) {
        return Math.max(1, threshold.bytesFor(node.memory().totalBytes()));
    }
}
