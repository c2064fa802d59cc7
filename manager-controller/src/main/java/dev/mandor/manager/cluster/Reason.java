package dev.mandor.manager.cluster;

import dev.mandor.model.ByteSize;
import dev.mandor.model.NodeName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why a decision is as it is, with the figures it was taken on; as text, a sentence for the log. */
public sealed interface Reason {

    /** No node may serve; {@code nodes} are all that are known. */
    record NobodyUsable(List<NodeStatus> nodes) implements Reason {
        private static final int SHOWN = 10;

        public NobodyUsable {
            nodes = List.copyOf(nodes);
        }

        @Override
        public String toString() {
            if (nodes.isEmpty()) {
                return "no worker has reported yet";
            }
            boolean allSilent = nodes.stream().allMatch(node -> node.state().isSilent());
            String names = nodes.stream()
                    .limit(SHOWN)
                    .map(node -> allSilent ? node.name().value() : node.name() + " " + node.state())
                    .collect(Collectors.joining(", "));
            return (allSilent ? "all workers are down (" : "no worker can serve (")
                    + names
                    + (nodes.size() > SHOWN ? ", ...)" : ")");
        }
    }

    /** Most nodes fell silent at once, and the operator wants no change then. */
    record HeldInMassSilence() implements Reason {
        @Override
        public String toString() {
            return "most workers fell silent at once, and the plan is held";
        }
    }

    /** Nobody serves yet, or who did is not live any more: the best of the others was taken. */
    record BestOfLive(NodeName winner, long freeBytes, int liveNodes) implements Reason {
        @Override
        public String toString() {
            return winner + " has the most free memory (" + ByteSize.format(freeBytes) + ") of " + workers(liveNodes);
        }
    }

    /** A challenger has enough more free memory to be worth a switch. */
    record ClearlyMoreMemory(NodeName winner, NodeName loser, long moreBytes, long thresholdBytes) implements Reason {
        @Override
        public String toString() {
            return winner + " has " + ByteSize.format(moreBytes) + " more free memory than " + loser
                    + ", the threshold is " + ByteSize.format(thresholdBytes);
        }
    }

    /** The incumbent has the most free memory anyhow. */
    record StillTheBest(NodeName winner) implements Reason {
        @Override
        public String toString() {
            return winner + " still has the most free memory";
        }
    }

    /** A larger node was not taken, because the gain is below the threshold. */
    record BelowThreshold(NodeName winner, NodeName challenger, long moreBytes, long thresholdBytes) implements Reason {
        @Override
        public String toString() {
            return challenger + " has " + ByteSize.format(moreBytes) + " more free memory than " + winner
                    + ", less than the threshold of " + ByteSize.format(thresholdBytes) + ": " + winner + " stays";
        }

        @Override
        public Optional<NodeName> notTaken() {
            return Optional.of(challenger);
        }
    }

    /** All live nodes serve alike. */
    record AllServe(int liveNodes) implements Reason {
        @Override
        public String toString() {
            return workers(liveNodes) + " can serve";
        }
    }

    /** All live nodes serve, and nothing was known of the shares they had. */
    record SharesSet(int nodes) implements Reason {
        @Override
        public String toString() {
            return workers(nodes) + " can serve, and these are their shares now";
        }
    }

    /** The node whose share was furthest from what it should be; shares from 0 to 1. */
    record SharesCorrected(NodeName node, double share, double nextShare, long freeBytes) implements Reason {
        @Override
        public String toString() {
            if (share == 0) {
                return node + " comes in, with " + ByteSize.format(freeBytes) + " of free memory";
            }
            return "with " + ByteSize.format(freeBytes) + " of free memory " + node + " should have "
                    + Math.round(nextShare * 100) + " % and had " + Math.round(share * 100) + " %";
        }
    }

    /** Every share is close enough to what it should be; {@code deviation} is the largest, from 0 to 1. */
    record SharesFit(int nodes, double deviation) implements Reason {
        @Override
        public String toString() {
            return "the shares of " + workers(nodes) + " are at most " + Math.round(deviation * 100) + " % off";
        }
    }

    private static String workers(int count) {
        return count + (count == 1 ? " live worker" : " live workers");
    }

    /** A larger node that was passed over, if there is one. */
    default Optional<NodeName> notTaken() {
        return Optional.empty();
    }
}
