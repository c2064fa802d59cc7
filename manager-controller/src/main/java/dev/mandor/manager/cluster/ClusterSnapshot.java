package dev.mandor.manager.cluster;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All nodes that ever reported, frozen at one moment, in the order of their names. */
public record ClusterSnapshot(List<NodeStatus> nodes) {
    public static final ClusterSnapshot EMPTY = new ClusterSnapshot(List.of());

    public ClusterSnapshot {
        nodes = nodes.stream().sorted(Comparator.comparing(NodeStatus::name)).toList();
    }

    /** Those that may serve: the live ones; if there are none, those on probation, which are better than no worker. */
    public List<NodeStatus> candidates() {
        List<NodeStatus> live = in(NodeState.LIVE).toList();
        return live.isEmpty() ? in(NodeState.PROBATION).toList() : live;
    }

    public Stream<NodeStatus> in(NodeState state) {
        return nodes.stream().filter(node -> node.state() == state);
    }

    /** Whether most nodes fell silent at once; see {@link NodeState#SUSPECT}. */
    public boolean isMassSilence() {
        return in(NodeState.SUSPECT).findAny().isPresent();
    }
}
