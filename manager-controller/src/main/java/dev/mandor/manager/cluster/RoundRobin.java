package dev.mandor.manager.cluster;

import dev.mandor.manager.cluster.Reason.AllServe;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import java.util.List;

/**
 * Every live node serves, in turn; memory counts only where a node has too little of it.
 *
 * <p>Upside: nothing is ever rewritten while all are well, and on equal nodes with equal requests it is as good as any.
 *
 * <p>Downside: the smallest node sets the limit for all. On nodes of 1:2:3 it fails at less than half of what
 * {@link MemoryWeighted} carries, and it does not see that a neighbour is eating a node's memory until the floor is reached.
 */
public record RoundRobin(Balancing balancing) implements SelectionPolicy {

    @Override
    public Decision decide(ClusterSnapshot snapshot, Serving serving) {
        return allServe(balancing, snapshot);
    }

    static Decision allServe(Balancing balancing, ClusterSnapshot snapshot) {
        List<NodeStatus> candidates = snapshot.sharers();
        if (candidates.isEmpty()) {
            return Roles.nobody(snapshot);
        }
        List<Server> serving =
                candidates.stream().map(node -> Server.serving(node, 1)).toList();
        return new Decision(Roles.plan(balancing, serving, snapshot), new AllServe(candidates.size()));
    }
}
