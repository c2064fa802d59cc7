package dev.mandor.manager;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.Reason;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Serving;
import java.util.List;
import java.util.stream.Stream;

/** What somebody would write into nginx by hand who knows what each of his nodes can hold: {@code worker1} the first. */
record FixedWeights(List<Integer> weights) implements SelectionPolicy {
    @Override
    public Decision decide(ClusterSnapshot snapshot, Serving serving) {
        Stream<NodeStatus> known = snapshot.nodes().stream().filter(node -> node.state() != NodeState.DOWN);
        List<Server> servers = known.map(node -> new Server(node.name(), node.endpoint(), false, weightOf(node), 0))
                .toList();
        return new Decision(new RoutingPlan(servers), new Reason.AllServe(servers.size()));
    }

    private int weightOf(NodeStatus node) {
        return weights.get(Integer.parseInt(node.name().value().substring("worker".length())) - 1);
    }
}
