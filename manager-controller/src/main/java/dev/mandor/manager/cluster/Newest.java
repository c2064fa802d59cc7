package dev.mandor.manager.cluster;

import dev.mandor.model.Heartbeat;
import dev.mandor.model.NodeName;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How far each node had come before this process was started: what it sent until then was recorded by whoever wanted to, and
 * must not be believed again. Immutable.
 */
final class Newest {
    static final Newest NOTHING = new Newest(Map.of(), 0);

    private final Map<NodeName, Heartbeat> heartbeats;
    private final long sinceNanos;

    private Newest(Map<NodeName, Heartbeat> heartbeats, long sinceNanos) {
        this.heartbeats = heartbeats;
        this.sinceNanos = sinceNanos;
    }

    /** @param nowNanos from when on nodes can be heard */
    static Newest of(Collection<Heartbeat> heartbeats, long nowNanos) {
        return new Newest(
                heartbeats.stream()
                        .collect(Collectors.toMap(Heartbeat::node, Function.identity(), (one, other) -> other)),
                nowNanos);
    }

    /** Whether {@code heartbeat} may be the first that is believed of a node. */
    boolean allows(Heartbeat heartbeat, long nowNanos) {
        Heartbeat newest = heartbeats.get(heartbeat.node());
        return newest == null || NodeRecord.follows(heartbeat, newest, nowNanos - sinceNanos);
    }
}
