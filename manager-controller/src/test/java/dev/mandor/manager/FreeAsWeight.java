package dev.mandor.manager;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.Reason;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Serving;
import java.util.List;

/** The obvious rule: what a node has free by its last reading is its weight. */
record FreeAsWeight() implements SelectionPolicy {
    private static final long MIB = 1 << 20;

    @Override
    public Decision decide(ClusterSnapshot snapshot, Serving serving) {
        List<Server> servers = snapshot.candidates().stream()
                .map(node -> new Server(node.name(), node.endpoint(), false, weightOf(node), 0))
                .toList();
        return new Decision(new RoutingPlan(servers), new Reason.AllServe(servers.size()));
    }

    private static int weightOf(NodeStatus node) {
        return (int) Math.max(1, Math.min(RoutingPlan.MOST_WEIGHT, node.memory().freeBytes() / MIB));
    }
}
