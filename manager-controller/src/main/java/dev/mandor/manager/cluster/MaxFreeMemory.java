package dev.mandor.manager.cluster;

import dev.mandor.manager.cluster.Reason.BelowThreshold;
import dev.mandor.manager.cluster.Reason.BestOfLive;
import dev.mandor.manager.cluster.Reason.ClearlyMoreMemory;
import dev.mandor.manager.cluster.Reason.NobodyLive;
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
        List<NodeStatus> live = snapshot.live();
        Optional<NodeStatus> best = live.stream().min(BEST_FIRST);
        if (best.isEmpty()) {
            return new Decision(
                    RoutingPlan.FALLBACK_ONLY,
                    new NobodyLive(
                            snapshot.nodes().stream().map(NodeStatus::name).toList()));
        }
        Optional<NodeStatus> serving = incumbent.flatMap(endpoint ->
                live.stream().filter(node -> node.endpoint().equals(endpoint)).findFirst());
        if (serving.isEmpty()) {
            NodeStatus winner = best.get();
            return decision(winner, live, new BestOfLive(winner.name(), winner.freeBytes(), live.size()));
        }
        return challenge(serving.get(), best.get(), live);
    }

    private Decision challenge(NodeStatus incumbent, NodeStatus challenger, List<NodeStatus> live) {
        long more = challenger.freeBytes() - incumbent.freeBytes();
        long needed = threshold.bytesFor(challenger.memory().totalBytes());
        if (more <= 0) { // also with a threshold of 0: a tie is no reason to move traffic
            return decision(incumbent, live, new StillTheBest(incumbent.name()));
        }
        if (more < needed) {
            return decision(incumbent, live, new BelowThreshold(incumbent.name(), challenger.name(), more, needed));
        }
        return decision(challenger, live, new ClearlyMoreMemory(challenger.name(), incumbent.name(), more, needed));
    }

    private static Decision decision(NodeStatus winner, List<NodeStatus> live, Reason reason) {
        List<Server> servers = new ArrayList<>();
        servers.add(new Server(winner.name(), winner.endpoint(), false));
        // In name order: ordered by memory, each reading would be a new plan and a reload.
        live.stream()
                .filter(node -> !node.name().equals(winner.name()))
                .forEach(node -> servers.add(new Server(node.name(), node.endpoint(), true)));
        return new Decision(new RoutingPlan(servers), reason);
    }
}
