package dev.mandor.manager.cluster;

import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How many requests each server may have under way ({@code max_conns}), so that nginx refuses what the nodes cannot hold and
 * no node is killed for want of memory. Overload then costs the requests that are too many, instead of all that are under way on
 * the node that dies, and the next one's after it.
 *
 * <p>The limit of a node is what it has under way plus what its free memory above the floor has room for, at the learned
 * {@link RequestCost} and a tenth more. That sum does not depend on the load of the moment, so it hardly moves; and it is left
 * alone until it is {@value #FALL_PERCENT} % too high or {@value #RISE_PERCENT} % too low. There is more than quiet to that: a
 * reload forgets the requests that the worker processes before it still have under way, and under overload lets as many in
 * once more.
 *
 * <p>The learned cost is one for all services of the nodes, and each service may use all the room that a node has. Immutable.
 *
 * @param underWay smoothed, by node
 */
public record ConnectionLimits(Map<NodeName, Double> underWay, RequestCost cost) {
    /** Nothing learned yet. */
    public static final ConnectionLimits UNKNOWN = new ConnectionLimits(Map.of(), RequestCost.UNKNOWN);

    static final int FALL_PERCENT = 15;
    static final int RISE_PERCENT = 30;
    static final double MARGIN = 1.1;
    static final int MOST = 100_000; // of 10,000 servers still a whole number

    private static final double TIME_CONSTANT_SECONDS = 10;

    public ConnectionLimits {
        underWay = Map.copyOf(underWay);
    }

    /**
     * After one more look at nginx's connections.
     *
     * @param connections to each of the nodes' web services, as counted now
     * @param elapsed since the look before
     */
    public ConnectionLimits with(ClusterSnapshot snapshot, Map<Endpoint, Integer> connections, Duration elapsed) {
        Map<IpAddress, Integer> byHost = connections.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().ip(), Map.Entry::getValue, Integer::sum));
        double gain = 1 - Math.exp(-(elapsed.toMillis() / 1000.0) / TIME_CONSTANT_SECONDS);
        Map<NodeName, Double> next = new HashMap<>();
        RequestCost learned = cost;
        for (NodeStatus node : snapshot.nodes()) {
            double now = byHost.getOrDefault(node.endpoint().ip(), 0);
            double before = underWay.getOrDefault(node.name(), now);
            double smoothed = before + gain * (now - before);
            next.put(node.name(), smoothed);
            if (node.state().isUsable()) {
                learned = learned.with(node, smoothed);
            }
        }
        return new ConnectionLimits(next, learned);
    }

    /** {@code plan} with a limit on each server; without, while the cost of a request is not known. */
    public RoutingPlan limit(RoutingPlan plan, ClusterSnapshot snapshot, Serving serving, MinFree floor) {
        OptionalDouble bytes = cost.bytes();
        if (bytes.isEmpty()) {
            return plan;
        }
        Map<NodeName, NodeStatus> nodes =
                snapshot.nodes().stream().collect(Collectors.toMap(NodeStatus::name, Function.identity()));
        List<Server> servers = plan.servers().stream()
                .map(server -> server.withMaxConns(settled(
                        serving.maxConns().getOrDefault(server.endpoint(), 0),
                        room(nodes.get(server.node()), bytes.getAsDouble(), floor))))
                .toList();
        return new RoutingPlan(plan.balancing(), servers, plan.reserve());
    }

    /** What a request costs, in bytes; empty while too little was seen. */
    public OptionalDouble requestBytes() {
        return cost.bytes();
    }

    private int room(NodeStatus node, double bytes, MinFree floor) {
        double above = node.freeBytes() - (double) floor.bytesFor(node.memory().totalBytes());
        double requests = underWay.getOrDefault(node.name(), 0.0) + above / (bytes * MARGIN);
        return (int) Math.max(1, Math.min(MOST, requests));
    }

    private static int settled(int now, int wanted) {
        boolean keep =
                now > 0 && wanted * 100L >= now * (100L - FALL_PERCENT) && wanted * 100L <= now * (100L + RISE_PERCENT);
        return keep ? now : wanted;
    }
}
