package dev.mandor.manager.cluster;

import java.util.Comparator;
import java.util.List;

/** All nodes that ever reported, frozen at one moment, in the order of their names. */
public record ClusterSnapshot(List<NodeStatus> nodes) {
    public static final ClusterSnapshot EMPTY = new ClusterSnapshot(List.of());

    public ClusterSnapshot {
        nodes = nodes.stream().sorted(Comparator.comparing(NodeStatus::name)).toList();
    }

    public List<NodeStatus> live() {
        return nodes.stream().filter(NodeStatus::live).toList();
    }
}
