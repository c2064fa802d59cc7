package dev.mandor.manager.cluster;

import dev.mandor.manager.cluster.Reason.BelowThreshold;
import dev.mandor.manager.cluster.Reason.BestOfLive;
import dev.mandor.manager.cluster.Reason.ClearlyMoreMemory;
import dev.mandor.manager.cluster.Reason.StillTheBest;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The rule of the thesis: the live node with the most free memory serves, and is left only for one that has clearly more.
 * The other live nodes are its backups, so a request that meets a dead winner is answered by one of them.
 *
 * <p>Upside: simple to follow, and right for active/standby services and light load; sessions stay on one node.
 *
 * <p>Downside: all load must fit one node. Serving uses memory, so under load the winner is soon not the best any more and
 * traffic wanders from node to node; the threshold slows this down but cannot prevent it.
 */
public record MaxFreeMemory(Threshold threshold) implements SelectionPolicy {
    // Equal nodes rank by name, so that no two runs and no two managers disagree.
    static final Comparator<NodeStatus> BEST_FIRST =
            Comparator.comparingLong(NodeStatus::freeBytes).reversed().thenComparing(NodeStatus::name);

    @Override
    public Decision decide(ClusterSnapshot snapshot, Serving serving) {
        List<NodeStatus> candidates = snapshot.candidates();
        Optional<NodeStatus> best = candidates.stream().min(BEST_FIRST);
        if (best.isEmpty()) {
            return Roles.nobody(snapshot);
        }
        Optional<NodeStatus> incumbent = incumbent(candidates, serving);
        if (incumbent.isEmpty()) {
            NodeStatus winner = best.get();
            return decision(winner, snapshot, new BestOfLive(winner.name(), winner.freeBytes(), candidates.size()));
        }
        return challenge(incumbent.get(), best.get(), snapshot);
    }

    static Optional<NodeStatus> incumbent(List<NodeStatus> candidates, Serving serving) {
        return serving.first()
                .flatMap(endpoint -> candidates.stream()
                        .filter(node -> node.endpoint().equals(endpoint))
                        .findFirst());
    }

    private Decision challenge(NodeStatus incumbent, NodeStatus challenger, ClusterSnapshot snapshot) {
        long more = challenger.freeBytes() - incumbent.freeBytes();
        long needed = threshold.bytesFor(challenger.memory().totalBytes());
        if (more <= 0) { // also with a threshold of 0: a tie is no reason to move traffic
            return decision(incumbent, snapshot, new StillTheBest(incumbent.name()));
        }
        if (more < needed) {
            return decision(incumbent, snapshot, new BelowThreshold(incumbent.name(), challenger.name(), more, needed));
        }
        return decision(challenger, snapshot, new ClearlyMoreMemory(challenger.name(), incumbent.name(), more, needed));
    }

    private static Decision decision(NodeStatus winner, ClusterSnapshot snapshot, Reason reason) {
        return new Decision(Roles.plan(Balancing.ROUND_ROBIN, List.of(Server.serving(winner, 1)), snapshot), reason);
    }
}
