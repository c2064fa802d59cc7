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
 */
public record NodeStatus(Heartbeat last, Duration age, boolean live) {

    public NodeName name() {
        return last.node();
    }

    public Endpoint endpoint() {
        return last.endpoint();
    }

    public MemoryReading memory() {
        return last.memory();
    }

    public long freeBytes() {
        return last.memory().freeBytes();
    }
}
