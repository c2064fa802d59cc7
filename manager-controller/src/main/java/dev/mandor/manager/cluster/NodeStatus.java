package dev.mandor.manager.cluster;

import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.time.Duration;

/**
 * One node at the moment of a snapshot.
 *
 * @param last the newest heartbeat that was accepted from it
 * @param age how long ago that arrived
 * @param tolerance how long it may be silent
 * @param freeBytes its free memory without noise: what decisions are taken on
 */
public record NodeStatus(Heartbeat last, Duration age, Duration tolerance, NodeState state, long freeBytes) {

    public NodeName name() {
        return last.node();
    }

    public Endpoint endpoint() {
        return last.endpoint();
    }

    /** The last reading, with its noise: for display. */
    public MemoryReading memory() {
        return last.memory();
    }
}
