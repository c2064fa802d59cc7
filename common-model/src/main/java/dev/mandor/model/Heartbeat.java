package dev.mandor.model;

import java.time.Duration;
import java.time.Instant;

/**
 * What one worker agent reports of its node, once every interval.
 *
 * @param endpoint where the node's web service answers
 * @param time the worker's own clock. It may be wrong: no verdict depends on it
 * @param boot when the agent started, in milliseconds since 1970, by the worker's own clock
 * @param seq counts the heartbeats since {@code boot}
 * @param healthy whether the node's web service answered when the agent last looked; true also when nobody looks
 * @param leaving whether the node is about to stop, or was taken out by its operator: it wants no more requests
 * @param interval the time until the next heartbeat, give or take its jitter; from one millisecond to one day
 */
public record Heartbeat(
        NodeName node,
        Endpoint endpoint,
        MemoryReading memory,
        boolean healthy,
        boolean leaving,
        Instant time,
        long boot,
        long seq,
        Duration interval) {
    private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

    /** @throws IllegalArgumentException when a number is out of its range */
    public Heartbeat {
        if (boot < 0 || seq < 0) {
            throw new IllegalArgumentException("boot and seq cannot be negative");
        }
        if (interval.toMillis() < 1 || interval.compareTo(LONGEST_INTERVAL) > 0) {
            throw new IllegalArgumentException("an interval is from one millisecond to one day");
        }
    }

    /** A heartbeat of a node that is well and stays. */
    public Heartbeat(
            NodeName node,
            Endpoint endpoint,
            MemoryReading memory,
            Instant time,
            long boot,
            long seq,
            Duration interval) {
        this(node, endpoint, memory, true, false, time, boot, seq, interval);
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
