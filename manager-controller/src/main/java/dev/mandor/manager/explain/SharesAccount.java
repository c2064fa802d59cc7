package dev.mandor.manager.explain;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Factor;
import dev.mandor.manager.cluster.Factors;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.explain.Explanation.Change;
import dev.mandor.manager.explain.WhyNot.Outcome;
import dev.mandor.model.NodeName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A strategy by which many serve, accounted for: what each figure of a node speaks for, and what makes it one that may serve or
 * not. How much memory would move a share by how much is not said: shares move toward what is wanted in steps that depend on all
 * nodes. Pure.
 *
 * @param wanted the share that each node's figures speak for, in words; none where figures do not count
 * @param floorIsStrict whether a node that is low gets nothing as soon as another is live, whatever load it has
 */
record SharesAccount(
        ClusterSnapshot snapshot, WhyNot whyNot, Map<NodeName, String> wanted, boolean floorIsStrict, Census census)
        implements Account {
    /** How many nodes are live, how many report, and how many serve. */
    record Census(long live, long reporting, long serving) {
        static Census of(ClusterSnapshot snapshot, long serving) {
            return new Census(
                    snapshot.in(NodeState.LIVE).count(),
                    snapshot.nodes().stream().filter(Census::reports).count(),
                    serving);
        }

        static boolean reports(NodeStatus node) {
            return node.state().isReporting();
        }
    }

    /** Where nodes share by {@code factors}. */
    static SharesAccount weighted(ClusterSnapshot snapshot, List<NodeStatus> serving, Factors factors, WhyNot whyNot) {
        Map<NodeName, String> wanted = new HashMap<>();
        double[] shares = factors.shares(serving);
        Map<Factor, double[]> alone = new HashMap<>();
        factors.weights().keySet().forEach(factor -> alone.put(factor, Factors.shares(factor, serving)));
        for (int index = 0; index < shares.length; index++) {
            wanted.put(serving.get(index).name(), inWords(factors, alone, index, shares[index]));
        }
        return new SharesAccount(snapshot, whyNot, wanted, false, Census.of(snapshot, serving.size()));
    }

    /** Where nodes serve alike. */
    static SharesAccount alike(ClusterSnapshot snapshot, List<NodeStatus> serving, WhyNot whyNot) {
        return new SharesAccount(snapshot, whyNot, Map.of(), true, Census.of(snapshot, serving.size()));
    }

    @Override
    public List<String> because(NodeStatus node, boolean serves) {
        List<String> because = new ArrayList<>(whyNot.because(node).stream().toList());
        Optional.ofNullable(wanted.get(node.name())).ifPresent(because::add);
        return because;
    }

    @Override
    public List<Change> changes(NodeStatus node, boolean serves) {
        List<Change> changes = new ArrayList<>();
        if (serves) {
            changes.add(whyNot.lost(node, new Outcome(Optional.empty(), "it gets none")));
            low(node).ifPresent(changes::add);
        } else {
            whyNot.end(node, state -> outcome(node, state)).ifPresent(changes::add);
        }
        return changes;
    }

    private Optional<Change> low(NodeStatus node) {
        boolean othersAreLive = census.live() > (node.state() == NodeState.LIVE ? 1 : 0);
        return othersAreLive
                ? whyNot.low(
                        node,
                        new Outcome(
                                Optional.empty(),
                                floorIsStrict
                                        ? "it gets none while others answer"
                                        : "it gets none if the others have room for its load"))
                : Optional.empty();
    }

    // Of a node that is not live, in another state: see ClusterSnapshot.sharers().
    private Outcome outcome(NodeStatus node, NodeState state) {
        long live = census.live() + (state == NodeState.LIVE ? 1 : 0);
        long reporting = census.reporting() + (Census.reports(node) ? 0 : 1);
        boolean serves = state == NodeState.LIVE || live == 0 || 2 * live < reporting;
        return serves
                ? new Outcome(
                        Optional.of(node.name().value()), census.serving() == 0 ? "it serves" : "it gets its share")
                : new Outcome(Optional.empty(), "it is on probation first");
    }

    private static String inWords(Factors factors, Map<Factor, double[]> alone, int index, double share) {
        if (factors.weights().size() == 1) {
            Factor only = factors.weights().keySet().iterator().next();
            return "its " + name(only) + " alone speaks for " + Words.percent(share);
        }
        StringBuilder words = new StringBuilder("its figures speak for " + Words.percent(share) + ":");
        factors.weights()
                .forEach((factor, weight) -> words.append(words.toString().endsWith(":") ? " " : ", ")
                        .append(name(factor))
                        .append(' ')
                        .append(Words.percent(alone.get(factor)[index]))
                        .append(" (counts ")
                        .append(Words.percent(weight))
                        .append(')'));
        return words.toString();
    }

    private static String name(Factor factor) {
        return switch (factor) {
            case MEMORY -> "free memory";
            case CPU -> "idle CPU";
            case PRESSURE -> "time without memory pressure";
            case SWAP -> "memory that is not swapped out";
        };
    }
}
