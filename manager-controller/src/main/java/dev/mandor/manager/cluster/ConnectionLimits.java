package dev.mandor.manager.cluster;

import dev.mandor.manager.cluster.RequestCost.Moment;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import dev.mandor.model.NodeName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How many requests each server may have under way ({@code max_conns}), so that nginx refuses what the nodes cannot hold and
 * no node is killed for want of memory. Overload then costs the requests that are too many, instead of all that are under way on
 * the node that dies, and the next one's after it.
 *
 * <p>The limit of a node is what it has under way plus what its free memory above the floor has room for, at the learned
 * {@link RequestCost}, and of that {@value #SAFE}. The sum does not depend on the load of the moment, so it hardly moves; and it
 * is left alone until it is {@value #FALL_PERCENT} % too high or {@value #RISE_PERCENT} % too low. There is more than quiet to
 * that: a reload forgets the requests that the worker processes before it still have under way, and under overload lets as many
 * in once more.
 *
 * <p>A reading of memory is seconds old and tells of the requests that were under way then. So it counts only if the looks at
 * nginx before and after it found about as many, and the two are smoothed together.
 *
 * <p>The learned cost is one for all services of the nodes, and each service may use all the room that a node has. Immutable.
 *
 * @param last the latest look at nginx
 * @param moments smoothed, by node
 */
public record ConnectionLimits(Optional<Count> last, Map<NodeName, Moment> moments, RequestCost cost) {
    /** Nothing learned yet. */
    public static final ConnectionLimits UNKNOWN =
            new ConnectionLimits(Optional.empty(), Map.of(), RequestCost.UNKNOWN);

    static final int FALL_PERCENT = 7;
    static final int RISE_PERCENT = 25;
    static final double SAFE = 0.9;
    static final int MOST = 100_000; // of 10,000 servers still a whole number

    private static final double GAIN = 0.4; // of a new pair, one of which comes with each heartbeat
    private static final double CALM = 0.25;
    private static final int FEW = 5;

    /**
     * How many requests were under way at one moment, by node.
     *
     * @param atNanos as {@link System#nanoTime()}
     */
    public record Count(long atNanos, Map<IpAddress, Integer> requests) {
        public Count {
            requests = Map.copyOf(requests);
        }

        /** How many there were between this look and the one before; empty if they were not about as many both times. */
        OptionalDouble since(Count before, IpAddress node) {
            int then = before.requests.getOrDefault(node, 0);
            int now = requests.getOrDefault(node, 0);
            double mean = (then + now) / 2.0;
            return Math.abs(now - then) <= Math.max(FEW, CALM * mean)
                    ? OptionalDouble.of(mean)
                    : OptionalDouble.empty();
        }
    }

    public ConnectionLimits {
        moments = Map.copyOf(moments);
    }

    /**
     * After one more look at nginx's connections.
     *
     * @param connections to each of the nodes' web services, as counted now
     */
    public ConnectionLimits with(ClusterSnapshot snapshot, Map<Endpoint, Integer> connections, long nowNanos) {
        Map<IpAddress, Integer> requests = connections.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().ip(), Map.Entry::getValue, Integer::sum));
        Count count = new Count(nowNanos, requests);
        if (last.isEmpty()) {
            return new ConnectionLimits(Optional.of(count), moments, cost);
        }
        Map<NodeName, Moment> next = new HashMap<>(moments);
        next.keySet().retainAll(snapshot.nodes().stream().map(NodeStatus::name).collect(Collectors.toSet()));
        RequestCost learned = cost;
        for (NodeStatus node : snapshot.nodes()) {
            boolean isBetween = nowNanos - node.age().toNanos() - last.get().atNanos() > 0;
            OptionalDouble underWay = count.since(last.get(), node.endpoint().ip());
            if (isBetween && underWay.isPresent() && node.state().isUsable()) {
                Moment moment = new Moment(underWay.getAsDouble(), usedBytes(node));
                Moment smoothed = next.getOrDefault(node.name(), moment).toward(moment, GAIN);
                next.put(node.name(), smoothed);
                learned = learned.with(node, smoothed);
            }
        }
        return new ConnectionLimits(Optional.of(count), next, learned);
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
        long total = node.memory().totalBytes();
        Moment now = moments.getOrDefault(node.name(), new Moment(0, usedBytes(node)));
        double above = total - now.usedBytes() - floor.bytesFor(total);
        return (int) Math.max(1, Math.min(MOST, SAFE * (now.requests() + above / bytes)));
    }

    private static double usedBytes(NodeStatus node) {
        return (double) node.memory().totalBytes() - node.memory().freeBytes();
    }

    private static int settled(int now, int wanted) {
        boolean keep =
                now > 0 && wanted * 100L >= now * (100L - FALL_PERCENT) && wanted * 100L <= now * (100L + RISE_PERCENT);
        return keep ? now : wanted;
    }
}
