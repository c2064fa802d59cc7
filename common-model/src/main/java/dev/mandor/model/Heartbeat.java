package dev.mandor.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one worker agent reports of its node, once every interval.
 *
 * @param endpoint where the node's web service answers
 * @param load how hard the host works; {@link HostLoad#UNKNOWN} from an agent that does not say
 * @param time the worker's own clock. It may be wrong: no verdict depends on it
 * @param boot when the agent started, in milliseconds since 1970, by the worker's own clock
 * @param seq counts the heartbeats since {@code boot}
 * @param healthy whether the node's web service answered when the agent last looked; true also when nobody looks
 * @param leaving whether the node is about to stop, or was taken out by its operator: it wants no more requests
 * @param otherPorts the further web services of the node, by port in rising order: whether each answered when the agent last
 *     looked, true also when nobody looks. At most {@value #MOST_OTHER_PORTS}, {@code endpoint}'s own not among them; empty when the agent watches none
 * @param interval the time until the next heartbeat, give or take its jitter; from one millisecond to one day
 */
public record Heartbeat(
        NodeName node,
        Endpoint endpoint,
        MemoryReading memory,
        HostLoad load,
        boolean healthy,
        boolean leaving,
        Map<Integer, Boolean> otherPorts,
        Instant time,
        long boot,
        long seq,
        Duration interval) {
    /** With more, the longest heartbeat would not fit into its datagram. */
    public static final int MOST_OTHER_PORTS = 16;

    private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

    /** @throws IllegalArgumentException when a number is out of its range */
    public Heartbeat {
        if (boot < 0 || seq < 0) {
            throw new IllegalArgumentException("boot and seq cannot be negative");
        }
        if (interval.toMillis() < 1 || interval.compareTo(LONGEST_INTERVAL) > 0) {
            throw new IllegalArgumentException("an interval is from one millisecond to one day");
        }
        if (otherPorts.size() > MOST_OTHER_PORTS) {
            throw new IllegalArgumentException("a node has at most " + MOST_OTHER_PORTS + " further web services");
        }
        for (int port : otherPorts.keySet()) {
            Endpoint other = new Endpoint(endpoint.ip(), port); // which refuses a port out of range
            if (other.equals(endpoint)) {
                throw new IllegalArgumentException("the node's own port " + port + " is not among its further ones");
            }
        }
        otherPorts = Collections.unmodifiableSortedMap(new TreeMap<>(otherPorts));
    }

    /** A heartbeat of a node that is well and stays, and says nothing more of itself. */
    public Heartbeat(
            NodeName node,
            Endpoint endpoint,
            MemoryReading memory,
            Instant time,
            long boot,
            long seq,
            Duration interval) {
        this(node, endpoint, memory, HostLoad.UNKNOWN, true, false, Map.of(), time, boot, seq, interval);
    }

    /**
     * This heartbeat as told of the web service at {@code port} of the same node. A service that the agent does not watch
     * counts as healthy, as one does whose agent looks at nothing; the health of {@code endpoint}'s own service is not
     * carried over into the result, so ask the heartbeat that arrived, not such a view of it.
     *
     * @throws IllegalArgumentException when there is no such port
     */
    public Heartbeat at(int port) {
        if (port == endpoint.port()) {
            return this;
        }
        Map<Integer, Boolean> others = new TreeMap<>(otherPorts);
        others.remove(port);
        return new Heartbeat(
                node,
                new Endpoint(endpoint.ip(), port),
                memory,
                load,
                otherPorts.getOrDefault(port, true),
                leaving,
                others,
                time,
                boot,
                seq,
                interval);
    }

    /** Whether the node wants requests: its web service answers, and it is not leaving. */
    public boolean isAvailable() {
        return healthy && !leaving;
    }

    /**
     * Whether this heartbeat was sent after {@code other} by the same node. UDP may duplicate and reorder, and anyone may
     * record and send again: what is not newer must not be believed.
     */
    public boolean isNewerThan(Heartbeat other) {
        return boot > other.boot || (boot == other.boot && seq > other.seq);
    }
}
