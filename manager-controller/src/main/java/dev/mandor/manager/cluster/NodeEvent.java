package dev.mandor.manager.cluster;

import dev.mandor.model.NodeName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The state of one node has changed between two snapshots.
 *
 * @param node as of the later snapshot
 * @param before as of the earlier one; absent when it was not known then
 */
public record NodeEvent(NodeStatus node, Optional<NodeStatus> before) {

    /** The events between two snapshots, in the order of the nodes' names. A new reading alone is none. */
    public static List<NodeEvent> between(ClusterSnapshot earlier, ClusterSnapshot later) {
        Map<NodeName, NodeStatus> known =
                earlier.nodes().stream().collect(Collectors.toMap(NodeStatus::name, Function.identity()));
        return later.nodes().stream()
                .map(node -> new NodeEvent(node, Optional.ofNullable(known.get(node.name()))))
                .filter(NodeEvent::isChange)
                .toList();
    }

    private boolean isChange() {
        return before.filter(earlier -> earlier.state() == node.state()).isEmpty();
    }
}
