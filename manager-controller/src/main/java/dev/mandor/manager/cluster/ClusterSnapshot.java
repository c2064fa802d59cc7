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

    /** All nodes as seen for their web services at {@code port}. */
    public ClusterSnapshot at(int port) {
        return new ClusterSnapshot(nodes.stream().map(node -> node.at(port)).toList());
    }

    /**
     * Those that may serve: the live ones; if there are none, those on probation, which are better than none with memory to
     * spare; if there are none of these either, those low on memory, which are better than no worker; and where nobody can be
     * reached all that report, since then it is likelier that the way from here is cut than each of them.
     */
    public List<NodeStatus> candidates() {
        return Stream.of(NodeState.LIVE, NodeState.PROBATION, NodeState.LOW_MEMORY, NodeState.UNREACHABLE)
                .map(state -> in(state).toList())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /**
     * Those that may serve together: the candidates, and with them those on probation where fewer than half of the nodes that
     * report are live. Load that all carried would be too much for the few, who fail too, and each that returns alone after
     * them. (Envoy's panic threshold is the same half; it ignores health altogether then.)
     */
    public List<NodeStatus> sharers() {
        long live = in(NodeState.LIVE).count();
        long reporting =
                nodes.stream().filter(node -> node.state().isReporting()).count();
        return live == 0 || 2 * live >= reporting
                ? candidates()
                : nodes.stream()
                        .filter(node -> node.state() == NodeState.LIVE || node.state() == NodeState.PROBATION)
                        .toList();
    }

    public Stream<NodeStatus> in(NodeState state) {
        return nodes.stream().filter(node -> node.state() == state);
    }

    /** Whether no node that reports can be reached: then that says little of each. */
    boolean isNobodyReachable() {
        return nodes.stream().noneMatch(node -> node.state().isUsable());
    }

    /** Whether most nodes fell silent at once; see {@link NodeState#SUSPECT}. */
    public boolean isMassSilence() {
        return in(NodeState.SUSPECT).findAny().isPresent();
    }
}
