package dev.mandor.manager.cluster;

import dev.mandor.model.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What became of one node between two snapshots.
 *
 * @param node as of the later snapshot
 * @param before as of the earlier one; absent when it was not known then
 */
public record NodeEvent(Kind kind, NodeStatus node, Optional<NodeStatus> before) {
    /** Only changes of the verdict are events; a new reading is not. */
    public enum Kind {
        /** It reported for the first time. */
        APPEARED,
        /** It has not reported for longer than the tolerance. */
        WENT_DOWN,
        /** It was down and reports again. */
        RETURNED
    }

    /** The events between two snapshots, in the order of the nodes' names. */
    public static List<NodeEvent> between(ClusterSnapshot earlier, ClusterSnapshot later) {
        Map<NodeName, NodeStatus> known =
                earlier.nodes().stream().collect(Collectors.toMap(NodeStatus::name, Function.identity()));
        List<NodeEvent> events = new ArrayList<>();
        for (NodeStatus node : later.nodes()) {
            Optional<NodeStatus> before = Optional.ofNullable(known.get(node.name()));
            kind(before, node).ifPresent(kind -> events.add(new NodeEvent(kind, node, before)));
        }
        return events;
    }

    private static Optional<Kind> kind(Optional<NodeStatus> before, NodeStatus node) {
        if (before.isEmpty()) {
            return Optional.of(node.live() ? Kind.APPEARED : Kind.WENT_DOWN);
        }
        if (before.get().live() == node.live()) {
            return Optional.empty();
        }
        return Optional.of(node.live() ? Kind.RETURNED : Kind.WENT_DOWN);
    }
}
