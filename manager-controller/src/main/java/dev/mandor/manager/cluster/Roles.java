package dev.mandor.manager.cluster;

import dev.mandor.manager.cluster.Reason.NobodyUsable;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.model.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What every strategy does with the nodes that it does not choose. */
final class Roles {
    private Roles() {}

    /** No worker serves, because none can. Those that are silent together with most others stay behind the fallback. */
    static Decision nobody(ClusterSnapshot snapshot) {
        List<Server> reserve =
                snapshot.in(NodeState.SUSPECT).map(Server::backup).toList();
        return new Decision(RoutingPlan.fallbackBefore(reserve), new NobodyUsable(snapshot.nodes()));
    }

    /**
     * {@code serving} with all others that may answer as backups, where nginx allows any.
     *
     * <p>Backups stand in name order: ordered by memory, each reading would be a new plan and a reload. Silent nodes stay as
     * backups as long as it may be we who are deaf: a request that meets a dead one is passed on.
     */
    static RoutingPlan plan(Balancing balancing, List<Server> serving, ClusterSnapshot snapshot) {
        List<Server> servers = new ArrayList<>(serving);
        if (balancing.allowsBackups()) {
            Set<NodeName> taken = serving.stream().map(Server::node).collect(Collectors.toSet());
            snapshot.nodes().stream()
                    .filter(node -> mayAnswer(node, snapshot))
                    .filter(node -> !taken.contains(node.name()))
                    .forEach(node -> servers.add(Server.backup(node)));
        }
        return new RoutingPlan(balancing, servers, List.of());
    }

    private static boolean mayAnswer(NodeStatus node, ClusterSnapshot snapshot) {
        return node.state().isUsable()
                || node.state() == NodeState.SUSPECT
                || (node.state() == NodeState.UNREACHABLE && snapshot.isNobodyReachable());
    }
}
