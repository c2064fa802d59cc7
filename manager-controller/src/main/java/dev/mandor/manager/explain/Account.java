package dev.mandor.manager.explain;

import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.explain.Explanation.Change;
import java.util.List;

/** What a strategy makes of one node of a snapshot, and what would have to change for it to make something else of it. */
interface Account {
    List<String> because(NodeStatus node, boolean serves);

    List<Change> changes(NodeStatus node, boolean serves);

    /** Of a plan that is none of the strategy's own making, or about to change: what the nodes' states say, and no more. */
    static Account ofStates(WhyNot whyNot) {
        return new Account() {
            @Override
            public List<String> because(NodeStatus node, boolean serves) {
                return whyNot.because(node).stream().toList();
            }

            @Override
            public List<Change> changes(NodeStatus node, boolean serves) {
                return List.of();
            }
        };
    }
}
