package dev.mandor.manager;

import static dev.mandor.manager.journal.Entries.at;
import static dev.mandor.manager.journal.Entries.beat;
import static dev.mandor.manager.journal.Entries.opened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mandor.manager.cluster.Factors;
import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.ServiceCatalog;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Settling;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.journal.Alarm;
import dev.mandor.manager.journal.Alarm.Verdict;
import dev.mandor.manager.journal.JournalEntry;
import dev.mandor.manager.journal.JournalEntry.Beat;
import dev.mandor.manager.journal.JournalEntry.Lost;
import dev.mandor.manager.journal.JournalEntry.Paused;
import dev.mandor.manager.journal.Recording;
import dev.mandor.manager.journal.Summary;
import dev.mandor.manager.nginx.PlanTarget;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReplayTest {
    private static final int MINUTES = 20;

    private final List<JournalEntry> entries = new ArrayList<>(List.of(opened(0, Map.of())));
    private long nowNanos;

    @ParameterizedTest
    @EnumSource
    void sameOptionsDecideAsTheManagerDid(Strategy strategy) {
        DecisionOptions options = options(30, strategy);
        live(options, 20261122);
        Recording recording = Recording.of(entries, 0);

        assertThat(Replay.of(recording, options)).isEqualTo(Summary.recorded(recording));
        assertThat(Summary.recorded(recording).alarms())
                .as("something happened")
                .isNotEmpty();
    }

    @Test
    void sameRecordingComesToTheSame() {
        live(options(30, Strategy.MAX_FREE_MEMORY), 1);
        Recording recording = Recording.of(entries, 0);

        assertThat(Replay.of(recording, options(10, Strategy.SCORE)))
                .isEqualTo(Replay.of(recording, options(10, Strategy.SCORE)));
    }

    @Test
    void shorterToleranceTakesLostHeartbeatsForADeath() {
        beats("worker1", 800, 1, 60);
        beats("worker2", 300, 1, 120);
        beats("worker1", 800, 80, 120); // with the numbers of those that were lost left out
        Recording recording = inOrder();

        Summary patient = Replay.of(recording, options(30, Strategy.MAX_FREE_MEMORY));
        assertThat(patient.alarms()).isEmpty();
        assertThat(patient.services().get(0).switches()).isEmpty();

        Summary hasty = Replay.of(recording, options(12, Strategy.MAX_FREE_MEMORY));
        assertThat(hasty.alarms())
                .extracting(Alarm::node, Alarm::verdict)
                .containsExactly(tuple(new NodeName("worker1"), Verdict.FALSE_ALARM));
        assertThat(hasty.services().get(0).switches())
                .extracting(it -> it.from() + " -> " + it.to())
                .containsExactly("worker1 -> worker2", "worker2 -> worker1");
    }

    @Test
    void pauseOfTheManagerIsNoSilenceOfANode() {
        beats("worker1", 800, 1, 61);
        entries.add(new Paused(at(120), Duration.ofSeconds(58)));
        beats("worker1", 800, 121, 180);

        assertThat(Replay.of(inOrder(), options(30, Strategy.MAX_FREE_MEMORY)).alarms())
                .isEmpty();
    }

    @Test
    void timeWithoutAManagerIsNoSilenceOfANode() {
        beats("worker1", 800, 1, 61);
        entries.add(opened(3600, Map.of()));
        beats("worker1", 800, 3601, 3660);

        assertThat(Replay.of(inOrder(), options(30, Strategy.MAX_FREE_MEMORY)).alarms())
                .isEmpty();
    }

    @Test
    void timeWithoutAJournalIsNoSilenceOfANode() {
        beats("worker1", 800, 1, 61);
        entries.add(new Lost(at(200), 30));
        beats("worker1", 800, 201, 260);

        assertThat(Replay.of(inOrder(), options(30, Strategy.MAX_FREE_MEMORY)).alarms())
                .isEmpty();
    }

    @Test
    void silenceWithoutSuchAReasonIsOne() {
        beats("worker1", 800, 1, 61);
        beats("worker2", 700, 1, 260);

        assertThat(Replay.of(inOrder(), options(30, Strategy.MAX_FREE_MEMORY)).alarms())
                .extracting(Alarm::verdict)
                .containsExactly(Verdict.NOT_HEARD_AGAIN);
    }

    /** One every 5 s; a number is the second it was sent in, by fives. */
    private void beats(String node, long freeMib, int from, int until) {
        for (int second = from; second <= until; second += 5) {
            entries.add(beat(second, node, 1, second / 5, freeMib));
        }
    }

    private Recording inOrder() {
        List<JournalEntry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparing(JournalEntry::at));
        return Recording.of(sorted, 0);
    }

    /** The real loop with its journal, over random nodes of which one is often away. */
    private void live(DecisionOptions options, long seed) {
        JournalRecorder recorder = new JournalRecorder(entries::add, at(0), () -> nowNanos, Duration.ofSeconds(9));
        NodeRegistry registry = new NodeRegistry(
                new LivenessPolicy(options.tolerance()), options.interval().multipliedBy(3), options.minFree());
        ControlLoop loop = new ControlLoop(
                registry,
                ServiceSource.of(new ServiceCatalog(List.of(ServiceOption.usual(options.policy())))),
                Protection.NONE,
                options.onMassSilence(),
                new Settling(0, options.tolerance()),
                new NoTarget(),
                List.of(recorder),
                new DecisionLog(options.tolerance(), recorder),
                () -> nowNanos,
                options.interval());
        Random random = new Random(seed);
        long nextTick = 0;
        for (int second = 1; second < MINUTES * 60; second++) {
            while (nextTick < second * 1_000_000_000L) {
                nowNanos = nextTick;
                loop.tick();
                nextTick += loop.untilNextTick().toNanos();
            }
            int node = 1 + second % 5;
            boolean away = node == 1 && second / 90 % 2 == 1;
            if (!away && node <= 3) {
                Beat beat = beat(second, "worker" + node, 1, second / 5, 400 + random.nextInt(300));
                registry.observe(beat.heartbeat(), second * 1_000_000_000L);
                recorder.onHeartbeat(beat.heartbeat(), second * 1_000_000_000L);
            }
        }
    }

    static DecisionOptions options(int tolerance, Strategy strategy) {
        return new DecisionOptions(
                Duration.ofSeconds(tolerance),
                Duration.ofSeconds(3),
                strategy,
                Factors.parse("memory=1"),
                MinFree.DEFAULT,
                Threshold.parse("5%"),
                MaxConns.parse("off"),
                Sticky.NONE,
                OnMassSilence.FALLBACK);
    }

    static final class NoTarget implements PlanTarget {
        @Override
        public void want(RoutingTable table, boolean settled) {}

        @Override
        public Serving serving(ServiceName service) {
            return Serving.NOTHING;
        }
    }
}
