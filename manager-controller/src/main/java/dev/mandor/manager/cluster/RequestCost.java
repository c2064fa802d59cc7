package dev.mandor.manager.cluster;

import dev.mandor.model.NodeName;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Learns how much memory a request costs while it is under way. For each node the emptiest and the busiest moment are kept,
 * each with the memory in use then; the slope between the two is what a request cost there. The answer is the median over the
 * nodes, so that one node whose memory went to something else misleads nobody.
 *
 * <p>Two points and not a regression over all: most of the time load hardly moves, and a regression over noise has a slope of
 * noise. Nothing is answered before some node's two moments are {@value #LEAST_SPREAD} requests apart.
 *
 * @param moments by node
 */
record RequestCost(Map<NodeName, Span> moments) {
    static final int LEAST_SPREAD = 10;
    static final RequestCost UNKNOWN = new RequestCost(Map.of());

    /** How many requests were under way, and how much memory was in use with them; both smoothed alike. */
    record Moment(double requests, double usedBytes) {
        Moment toward(Moment next, double gain) {
            return new Moment(
                    requests + gain * (next.requests - requests), usedBytes + gain * (next.usedBytes - usedBytes));
        }
    }

    /** @param total of the node's memory, in bytes: with another total it is another node */
    record Span(Moment emptiest, Moment busiest, long total) {
        private Span with(Moment moment) {
            return new Span(
                    moment.requests() < emptiest.requests() ? moment : emptiest,
                    moment.requests() > busiest.requests() ? moment : busiest,
                    total);
        }

        private boolean isTelling() {
            return busiest.requests() - emptiest.requests() >= LEAST_SPREAD && bytes() > 0;
        }

        private double bytes() {
            return (busiest.usedBytes() - emptiest.usedBytes()) / (busiest.requests() - emptiest.requests());
        }
    }

    RequestCost {
        moments = Map.copyOf(moments);
    }

    /** After one more look at a node. */
    RequestCost with(NodeStatus node, Moment moment) {
        long total = node.memory().totalBytes();
        Span known = moments.get(node.name());
        Map<NodeName, Span> next = new HashMap<>(moments);
        next.put(
                node.name(),
                known == null || known.total() != total ? new Span(moment, moment, total) : known.with(moment));
        return new RequestCost(next);
    }

    /** In bytes for each request under way; empty while too little was seen. */
    OptionalDouble bytes() {
        double[] slopes = moments.values().stream()
                .filter(Span::isTelling)
                .mapToDouble(Span::bytes)
                .sorted()
                .toArray();
        return slopes.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(slopes[slopes.length / 2]);
    }
}
