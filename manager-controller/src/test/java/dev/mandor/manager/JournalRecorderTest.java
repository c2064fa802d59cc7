package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.heartbeat;
import static dev.mandor.manager.TestNodes.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.ServiceCatalog;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Settling;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.journal.Entries;
import dev.mandor.manager.journal.JournalEntry;
import dev.mandor.manager.journal.JournalEntry.Beat;
import dev.mandor.manager.journal.JournalEntry.Decided;
import dev.mandor.manager.journal.JournalEntry.NodeChanged;
import dev.mandor.manager.journal.JournalEntry.Paused;
import dev.mandor.manager.journal.Recording;
import dev.mandor.manager.nginx.PlanTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The journal of the real decision code, in virtual time from noon. */
class JournalRecorderTest {
    private static final Duration TOLERANCE = Duration.ofSeconds(30);

    private long nowNanos = 77;
    private final NodeRegistry registry =
            new NodeRegistry(new LivenessPolicy(TOLERANCE), Duration.ofDays(1), MinFree.NONE);

    @Test
    void eachChangeIsKeptOnceWithItsTimeAndReason() {
        List<JournalEntry> entries = new ArrayList<>();
        JournalRecorder recorder =
                new JournalRecorder(entries::add, Entries.at(0), () -> nowNanos, Duration.ofSeconds(9));
        ControlLoop loop = loop(recorder);
        at(1);
        registry.observe(heartbeat("worker1", 1, 1), nowNanos);
        recorder.onHeartbeat(heartbeat("worker1", 1, 1), nowNanos);
        for (int second = 3; second <= 42; second += 3) {
            at(second);
            loop.tick();
        }
        recorder.onSnapshot(ClusterSnapshot.EMPTY);
        at(52);
        recorder.onSnapshot(ClusterSnapshot.EMPTY);

        Recording recording = Recording.of(entries, 0);
        assertThat(recording.all(Beat.class)).containsExactly(new Beat(Entries.at(1), heartbeat("worker1", 1, 1)));
        assertThat(recording.all(NodeChanged.class))
                .extracting(NodeChanged::at, NodeChanged::state)
                .containsExactly(tuple(Entries.at(3), NodeState.LIVE), tuple(Entries.at(33), NodeState.DOWN));
        assertThat(recording.all(Decided.class))
                .extracting(Decided::at, Decided::plan, Decided::reason)
                .containsExactly(
                        tuple(
                                Entries.at(6),
                                plan("worker1").toString(),
                                "worker1 has the most free memory (500 MiB) of 1 live worker"),
                        tuple(Entries.at(33), "the fallback serves", "all workers are down (worker1)"));
        assertThat(recording.all(Paused.class)).containsExactly(new Paused(Entries.at(52), Duration.ofSeconds(10)));
    }

    private ControlLoop loop(JournalRecorder recorder) {
        return new ControlLoop(
                registry,
                ServiceSource.of(
                        new ServiceCatalog(List.of(TestNodes.service(new MaxFreeMemory(Threshold.parse("0")))))),
                Protection.NONE,
                OnMassSilence.FALLBACK,
                new Settling(nowNanos, TOLERANCE),
                new NoTarget(),
                List.of(recorder),
                new DecisionLog(TOLERANCE, recorder),
                () -> nowNanos,
                Duration.ofSeconds(3));
    }

    private void at(int seconds) {
        nowNanos = 77 + Duration.ofSeconds(seconds).toNanos();
    }

    private static final class NoTarget implements PlanTarget {
        @Override
        public void want(RoutingTable table, boolean settled) {}

        @Override
        public Serving serving(ServiceName service) {
            return Serving.NOTHING;
        }
    }
}
