package dev.mandor.manager.explain;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Takeover;
import dev.mandor.manager.explain.Explanation.Change;
import dev.mandor.manager.explain.Explanation.Kind;
import dev.mandor.manager.explain.WhyNot.Outcome;
import dev.mandor.model.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * {@link MaxFreeMemory} accounted for. A change that names who serves then is exact: the rule itself, asked on both sides of
 * the figure, says the same ({@code AccountsTest}). Pure.
 *
 * @param takeover empty when nobody serves
 */
record WinnerAccount(
        MaxFreeMemory policy, ClusterSnapshot snapshot, Serving serving, WhyNot whyNot, Optional<Takeover> takeover)
        implements Account {

    static WinnerAccount of(MaxFreeMemory policy, ClusterSnapshot snapshot, Serving serving, WhyNot whyNot) {
        return new WinnerAccount(policy, snapshot, serving, whyNot, Takeover.of(policy, snapshot, serving));
    }

    @Override
    public List<String> because(NodeStatus node, boolean serves) {
        List<String> because = new ArrayList<>(whyNot.because(node).stream().toList());
        takeover.ifPresent(it -> {
            if (serves) {
                because.add(it.challengers().stream()
                        .findFirst()
                        .map(best -> lead(node, best))
                        .orElse("nobody else may serve"));
            } else if (competes(node.state(), it)) {
                because.add(distance(node, it.incumbent()));
            }
        });
        return because;
    }

    @Override
    public List<Change> changes(NodeStatus node, boolean serves) {
        List<Change> changes = new ArrayList<>();
        if (serves && takeover.isPresent()) {
            changes.add(whyNot.lost(node, as(node, NodeState.DOWN)));
            lowMemory(node).ifPresent(changes::add);
            lessMemory(node, takeover.get()).ifPresent(changes::add);
            return changes;
        }
        takeover.filter(it -> competes(node.state(), it))
                .flatMap(it -> moreMemory(node, it))
                .ifPresent(changes::add);
        whyNot.end(node, state -> outcome(node, state)).ifPresent(changes::add);
        return changes;
    }

    private String lead(NodeStatus incumbent, NodeStatus best) {
        long behind = best.freeBytes() - incumbent.freeBytes();
        return difference(-behind, best)
                + (behind > 0 ? ", within the threshold of " + threshold(best) : ", the next best");
    }

    private String distance(NodeStatus challenger, NodeStatus incumbent) {
        long ahead = challenger.freeBytes() - incumbent.freeBytes();
        long needed = policy.threshold().bytesFor(challenger.memory().totalBytes());
        if (ahead <= 0) {
            return difference(ahead, incumbent);
        }
        return difference(ahead, incumbent)
                + (ahead < needed
                        ? ", within the threshold of " + threshold(challenger)
                        : ", over the threshold of " + threshold(challenger) + ", but only the best is compared");
    }

    private static String difference(long more, NodeStatus other) {
        return more == 0
                ? "as much steady free memory as " + other.name()
                : Words.atMost(Math.abs(more)) + (more > 0 ? " more" : " less") + " steady free memory than "
                        + other.name();
    }

    private String threshold(NodeStatus challenger) {
        return Words.atMost(policy.threshold().bytesFor(challenger.memory().totalBytes())) + " (" + policy.threshold()
                + ")";
    }

    private Optional<Change> moreMemory(NodeStatus node, Takeover it) {
        OptionalLong least = it.leastFor(node);
        if (least.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(change(
                Kind.MORE_MEMORY,
                least.getAsLong(),
                Optional.of(node.name()),
                "with " + needed(least.getAsLong(), node) + ": it serves"));
    }

    private Optional<Change> lessMemory(NodeStatus node, Takeover it) {
        long floor = whyNot.floor().bytesFor(node.memory().totalBytes());
        OptionalLong most = it.mostToLose();
        if (most.isEmpty() || most.getAsLong() < floor) { // it would be low on memory before
            return Optional.empty();
        }
        NodeName next = it.challengers().get(0).name();
        return Optional.of(change(
                Kind.LESS_MEMORY,
                most.getAsLong(),
                Optional.of(next),
                "when its steady free memory falls to " + Words.atMost(most.getAsLong()) + ", "
                        + Words.atLeast(node.freeBytes() - most.getAsLong()) + " less than now: " + next + " serves"));
    }

    // Among those that are all low it is memory again that counts, and how much it would have then nobody knows.
    private Optional<Change> lowMemory(NodeStatus node) {
        ClusterSnapshot then = with(node, NodeState.LOW_MEMORY);
        boolean competes =
                then.candidates().stream().anyMatch(other -> other.name().equals(node.name()));
        return competes ? Optional.empty() : whyNot.low(node, as(node, NodeState.LOW_MEMORY));
    }

    /** By the rule itself. */
    private Outcome as(NodeStatus node, NodeState state) {
        Optional<NodeName> next = policy.decide(with(node, state), serving)
                .plan()
                .serving()
                .findFirst()
                .map(Server::node);
        return new Outcome(
                next.map(NodeName::value), next.map(name -> name + " serves").orElse("the fallback serves"));
    }

    /** What would come of it if {@code node}, which does not serve, were in another state. */
    private Outcome outcome(NodeStatus node, NodeState state) {
        if (takeover.isEmpty()) {
            return new Outcome(Optional.of(node.name().value()), "it serves");
        }
        Takeover it = takeover.get();
        int order = state.compareTo(it.incumbent().state());
        OptionalLong least = it.leastFor(node);
        if (order < 0 || (order == 0 && least.isPresent() && node.freeBytes() >= least.getAsLong())) {
            return new Outcome(Optional.of(node.name().value()), "it serves");
        }
        if (order > 0) {
            return new Outcome(Optional.empty(), "it is a backup");
        }
        return new Outcome(
                Optional.empty(),
                least.isPresent()
                        ? "it may serve, and does with " + needed(least.getAsLong(), node)
                        : "it may serve, but its whole memory is not enough to take over now");
    }

    private static String needed(long least, NodeStatus node) {
        return Words.atLeast(least) + " of steady free memory, " + Words.atLeast(least - node.freeBytes())
                + " more than now";
    }

    // Only those in the state of the one that serves are compared with it; the states are in the order of preference.
    private static boolean competes(NodeState state, Takeover it) {
        return state == it.incumbent().state();
    }

    private ClusterSnapshot with(NodeStatus node, NodeState state) {
        return new ClusterSnapshot(snapshot.nodes().stream()
                .map(other -> other.name().equals(node.name()) ? other.as(state) : other)
                .toList());
    }

    private static Change change(Kind kind, long bytes, Optional<NodeName> serves, String text) {
        return new Change(kind, OptionalLong.of(bytes), OptionalDouble.empty(), serves.map(NodeName::value), text);
    }
}
