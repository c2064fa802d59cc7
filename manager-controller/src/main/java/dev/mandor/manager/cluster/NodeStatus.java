package dev.mandor.manager.cluster;

import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HostLoad;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One node at the moment of a snapshot, as seen for one of its web services.
 *
 * @param last the newest heartbeat that was accepted from it
 * @param age how long ago that arrived
 * @param tolerance how long it may be silent
 * @param hostState the verdict on the host, whatever its web service does
 * @param freeBytes its free memory without noise: by it a winner is chosen
 * @param cautiousFreeBytes its free memory, a fall believed at once and a rise slowly: by it load is shared out
 * @param load without noise
 * @param rival the endpoint of another machine that reports under the same name, and is not believed
 * @param prospect what time alone will change
 * @param unreachable all endpoints, of any node, to which no connection can be made
 */
public record NodeStatus(
        Heartbeat last,
        Duration age,
        Duration tolerance,
        NodeState hostState,
        long freeBytes,
        long cautiousFreeBytes,
        HostLoad load,
        Optional<Endpoint> rival,
        Prospect prospect,
        Set<Endpoint> unreachable) {

    public NodeStatus {
        unreachable = Set.copyOf(unreachable);
    }

    /** Of a node that has proved itself and can be reached. */
    public NodeStatus(
            Heartbeat last,
            Duration age,
            Duration tolerance,
            NodeState hostState,
            long freeBytes,
            long cautiousFreeBytes,
            HostLoad load,
            Optional<Endpoint> rival) {
        this(
                last,
                age,
                tolerance,
                hostState,
                freeBytes,
                cautiousFreeBytes,
                load,
                rival,
                Prospect.of(age, tolerance),
                Set.of());
    }

    /** The same node as seen for its web service at {@code port}. */
    public NodeStatus at(int port) {
        return new NodeStatus(
                last.at(port),
                age,
                tolerance,
                hostState,
                freeBytes,
                cautiousFreeBytes,
                load,
                rival,
                prospect,
                unreachable);
    }

    /** The same node, reachable, with another verdict on its host: for what-ifs. */
    public NodeStatus as(NodeState otherHostState) {
        return new NodeStatus(
                last, age, tolerance, otherHostState, freeBytes, cautiousFreeBytes, load, rival, prospect, Set.of());
    }

    /** The verdict: the host's, unless its web service does not answer or cannot be reached. */
    public NodeState state() {
        if (!hostState.isUsable()) {
            return hostState;
        }
        if (!last.healthy()) {
            return NodeState.UNHEALTHY;
        }
        return unreachable.contains(endpoint()) ? NodeState.UNREACHABLE : hostState;
    }

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
