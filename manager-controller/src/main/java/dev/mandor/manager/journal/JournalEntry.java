package dev.mandor.manager.journal;

import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.HostName;
import dev.mandor.manager.cluster.NodeEvent;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** One line of a journal. Immutable. */
public sealed interface JournalEntry {
    /**
     * When it happened: the wall clock's time at the start of the manager, and what the monotonic clock has counted since. So
     * the times of one run neither jump nor go back when the machine's clock is set.
     */
    Instant at();

    /**
     * The first line of a run, and of each file.
     *
     * @param start whether the manager was started; otherwise only a new file was begun
     * @param options that a replay needs, as they are written on the command line
     */
    record Opened(Instant at, boolean start, SortedMap<String, String> options) implements JournalEntry {
        public Opened {
            options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
        }

        /** Of a manager that was started at {@code at}. */
        public static Opened atStart(Instant at, Map<String, String> options) {
            return new Opened(at, true, new TreeMap<>(options));
        }

        Opened continued(Instant when) {
            return new Opened(when, false, options);
        }
    }

    /** A heartbeat that was believed, and when it arrived. */
    record Beat(Instant at, Heartbeat heartbeat) implements JournalEntry {}

    /**
     * The verdict on a node changed.
     *
     * @param before absent when the node is new
     * @param silence how long ago its last heartbeat arrived
     */
    record NodeChanged(Instant at, NodeName node, Optional<NodeState> before, NodeState state, Duration silence)
            implements JournalEntry {
        public static NodeChanged of(Instant at, NodeEvent event) {
            return new NodeChanged(
                    at,
                    event.node().name(),
                    event.before().map(NodeStatus::state),
                    event.node().state(),
                    event.node().age());
        }

        /** Whether the node was called down by this. */
        boolean isCalledDown() {
            return state.isSilent() && before.filter(NodeState::isSilent).isEmpty();
        }
    }

    /**
     * The plan for a service changed.
     *
     * @param port of the service, empty for the port that each agent reports
     * @param plan in words
     * @param why the kind of reason, for programs
     * @param reason a sentence, for people
     * @param servers as in the plan; none when the fallback serves
     */
    record Decided(
            Instant at,
            ServiceName service,
            OptionalInt port,
            Optional<HostName> host,
            String plan,
            String why,
            String reason,
            List<Server> servers)
            implements JournalEntry {
        public Decided {
            servers = List.copyOf(servers);
        }

        public static Decided of(Instant at, Service service, Decision decision) {
            return new Decided(
                    at,
                    service.name(),
                    service.port(),
                    service.host(),
                    decision.plan().toString(),
                    decision.reason().getClass().getSimpleName(),
                    decision.reason().toString(),
                    decision.plan().servers());
        }
    }

    /** The manager itself stood still, for so long until {@code at}: silence in that time says nothing. */
    record Paused(Instant at, Duration lasted) implements JournalEntry {}

    /** So many entries are missing before this one: the disk was full, or slower than they came. */
    record Lost(Instant at, long entries) implements JournalEntry {}
}
