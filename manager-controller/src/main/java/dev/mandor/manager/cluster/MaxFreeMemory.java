package dev.mandor.manager.cluster;

import dev.mandor.manager.cluster.Reason.BelowThreshold;
import dev.mandor.manager.cluster.Reason.BestOfLive;
import dev.mandor.manager.cluster.Reason.ClearlyMoreMemory;
import dev.mandor.manager.cluster.Reason.NobodyUsable;
import dev.mandor.manager.cluster.Reason.StillTheBest;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.model.Endpoint;
import java.util.ArrayList;
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
public final class MaxFreeMemory implements SelectionPolicy {
    // Equal nodes rank by name, so that no two runs and no two managers disagree.
    private static final Comparator<NodeStatus> BEST_FIRST =
            Comparator.comparingLong(NodeStatus::freeBytes).reversed().thenComparing(NodeStatus::name);

    private final Threshold threshold;

    public MaxFreeMemory(Threshold threshold) {
        this.threshold = threshold;
    }

    @Override
    public Decision decide(ClusterSnapshot snapshot, Optional<Endpoint> incumbent) {
        List<NodeStatus> candidates = snapshot.candidates();
        Optional<NodeStatus> best = candidates.stream().min(BEST_FIRST);
        if (best.isEmpty()) {
            return nobody(snapshot);
        }
        Optional<NodeStatus> serving = incumbent.flatMap(endpoint -> candidates.stream()
                .filter(node -> node.endpoint().equals(endpoint))
                .findFirst());
        if (serving.isEmpty()) {
            NodeStatus winner = best.get();
            return decision(winner, snapshot, new BestOfLive(winner.name(), winner.freeBytes(), candidates.size()));
        }
        return challenge(serving.get(), best.get(), snapshot);
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

    // In name order: ordered by memory, each reading would be a new plan and a reload. Silent nodes stay as backups as
    // long
    // as it may be we who are deaf: a request that meets a dead one is passed on.
    private static Decision decision(NodeStatus winner, ClusterSnapshot snapshot, Reason reason) {
        List<Server> servers = new ArrayList<>();
        servers.add(new Server(winner.name(), winner.endpoint(), false));
        snapshot.nodes().stream()
                .filter(node -> node.state().isUsable() || node.state() == NodeState.SUSPECT)
                .filter(node -> !node.name().equals(winner.name()))
                .forEach(node -> servers.add(new Server(node.name(), node.endpoint(), true)));
        return new Decision(new RoutingPlan(servers), reason);
    }

    private static Decision nobody(ClusterSnapshot snapshot) {
        List<Server> reserve = snapshot.in(NodeState.SUSPECT)
                .map(node -> new Server(node.name(), node.endpoint(), true))
                .toList();
        return new Decision(new RoutingPlan(List.of(), reserve), new NobodyUsable(snapshot.nodes()));
    }
}
