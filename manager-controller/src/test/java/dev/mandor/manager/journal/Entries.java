package dev.mandor.manager.journal;

import dev.mandor.manager.TestNodes;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.LeastConn;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.Reason;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.journal.JournalEntry.Beat;
import dev.mandor.manager.journal.JournalEntry.Decided;
import dev.mandor.manager.journal.JournalEntry.NodeChanged;
import dev.mandor.manager.journal.JournalEntry.Opened;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Entries as the tests need them, told in seconds since noon. */
public final class Entries {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private Entries() {}

    public static Instant at(double seconds) {
        return NOON.plusMillis(Math.round(seconds * 1000));
    }

    public static Opened opened(double seconds, Map<String, String> options) {
        return Opened.atStart(at(seconds), options);
    }

    /** The agent's own clock is right. */
    public static Beat beat(double seconds, String node, long boot, long seq, long freeMib) {
        return beat(seconds, seconds, node, boot, seq, freeMib);
    }

    /** @param sent by the agent's clock */
    public static Beat beat(double seconds, double sent, String node, long boot, long seq, long freeMib) {
        MemoryReading memory = TestNodes.memory(freeMib);
        return new Beat(
                at(seconds),
                new Heartbeat(new NodeName(node), TestNodes.endpoint(node), memory, at(sent), boot, seq, INTERVAL));
    }

    /** Of {@code node} being called down after {@code silence} seconds. */
    static NodeChanged down(double seconds, String node, long silence) {
        return new NodeChanged(
                at(seconds),
                new NodeName(node),
                Optional.of(NodeState.LIVE),
                NodeState.DOWN,
                Duration.ofSeconds(silence));
    }

    public static Decided decided(double seconds, RoutingPlan plan) {
        return Decided.of(at(seconds), TestNodes.service(new LeastConn()), new Decision(plan, new Reason.AllServe((int)
                plan.serving().count())));
    }
}
