package dev.mandor.manager.cluster;

import dev.mandor.model.Heartbeat;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The newest heartbeat of each node: the only object that the receiving and the deciding thread share. Nodes are not
 * configured; whoever reports is known from then on. Thread-safe; no call ever waits for more than another call.
 */
public final class NodeRegistry {
    private final LivenessPolicy policy;
    private final Map<NodeName, Arrival> arrivals = new HashMap<>();

    private record Arrival(Heartbeat heartbeat, long nanos) {}

    public NodeRegistry(LivenessPolicy policy) {
        this.policy = policy;
    }

    /**
     * Takes over a heartbeat that arrived at {@code nowNanos}.
     *
     * @return false when it was not newer than what is known of the node, and so was ignored: a duplicate, a late one, or
     *     a replay
     */
    public synchronized boolean observe(Heartbeat heartbeat, long nowNanos) {
        Arrival known = arrivals.get(heartbeat.node());
        if (known != null && !heartbeat.isNewerThan(known.heartbeat()) && !isRestart(heartbeat, known, nowNanos)) {
            return false;
        }
        arrivals.put(heartbeat.node(), new Arrival(heartbeat, nowNanos));
        return true;
    }

    /** What is known at {@code nowNanos}, with the verdict on each node. */
    public synchronized ClusterSnapshot snapshot(long nowNanos) {
        return new ClusterSnapshot(arrivals.values().stream()
                .map(arrival -> status(arrival, nowNanos))
                .toList());
    }

    // An agent whose machine came up with its clock set back has an earlier boot than the one before it. What tells it
    // from
    // a replay is that the one before has fallen silent.
    private static boolean isRestart(Heartbeat heartbeat, Arrival known, long nowNanos) {
        long silence = nowNanos - known.nanos();
        return heartbeat.boot() != known.heartbeat().boot()
                && silence > 2 * known.heartbeat().interval().toNanos();
    }

    private NodeStatus status(Arrival arrival, long nowNanos) {
        Duration age = Duration.ofNanos(nowNanos - arrival.nanos());
        return new NodeStatus(arrival.heartbeat(), age, policy.isLive(arrival.nanos(), nowNanos));
    }
}
