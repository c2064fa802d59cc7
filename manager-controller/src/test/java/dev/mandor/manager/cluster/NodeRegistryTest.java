package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.heartbeat;
import static dev.mandor.manager.TestNodes.leaving;
import static dev.mandor.manager.TestNodes.memory;
import static dev.mandor.manager.cluster.NodeRegistry.Observation.AHEAD_OF_TIME;
import static dev.mandor.manager.cluster.NodeRegistry.Observation.AVAILABILITY_CHANGED;
import static dev.mandor.manager.cluster.NodeRegistry.Observation.IGNORED;
import static dev.mandor.manager.cluster.NodeRegistry.Observation.READING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandor.model.Heartbeat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeRegistryTest {
    private static final long TOLERANCE = Duration.ofSeconds(30).toNanos();
    private static final long INTERVAL = Duration.ofSeconds(5).toNanos();
    private static final Duration NEVER = Duration.ofDays(365);
    private final NodeRegistry registry =
            new NodeRegistry(new LivenessPolicy(Duration.ofSeconds(30)), NEVER, MinFree.NONE);

    @Test
    void newestHeartbeatWins() {
        assertThat(registry.observe(heartbeat("worker1", 1, 1), 0)).isNotEqualTo(IGNORED);
        assertThat(registry.observe(heartbeat("worker1", 1, 2), 5)).isNotEqualTo(IGNORED);

        assertThat(onlyNode(10).last().seq()).isEqualTo(2);
        assertThat(onlyNode(10).age()).isEqualTo(Duration.ofNanos(5));
    }

    @Test
    void duplicateOrOlderHeartbeatDoesNotProlongALife() {
        registry.observe(heartbeat("worker1", 2, 7), 0);

        assertThat(registry.observe(heartbeat("worker1", 2, 7), TOLERANCE)).isEqualTo(IGNORED);
        assertThat(registry.observe(heartbeat("worker1", 2, 6), TOLERANCE)).isEqualTo(IGNORED);

        assertThat(onlyNode(TOLERANCE).state()).isEqualTo(NodeState.LIVE);
        assertThat(onlyNode(TOLERANCE + 1).state()).isEqualTo(NodeState.DOWN);
    }

    @Test
    void rebootedAgentIsAcceptedThoughItCountsFromTheStart() {
        registry.observe(heartbeat("worker1", 1, 1000), 0);

        assertThat(registry.observe(heartbeat("worker1", 2, 0), 1)).isNotEqualTo(IGNORED);
        assertThat(onlyNode(1).last().boot()).isEqualTo(2);
    }

    @Test
    void agentRestartedWithItsClockSetBackIsHeardOnceItsPredecessorIsSilentForTwoIntervals() {
        long twoIntervals = Duration.ofSeconds(10).toNanos();
        registry.observe(heartbeat("worker1", 2, 7), 0);

        assertThat(registry.observe(heartbeat("worker1", 1, 99), twoIntervals)).isEqualTo(IGNORED);
        assertThat(registry.observe(heartbeat("worker1", 1, 99), twoIntervals + 1))
                .isNotEqualTo(IGNORED);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 20, 60})
    void whatCameWhileTheManagerWasAwayIsNoLoss(int secondsAway) {
        int missed = secondsAway / 5;
        registry.restore(heartbeat("worker1", 1, 100), 0);
        registry.observe(heartbeat("worker1", 1, 101 + missed), INTERVAL);

        assertThat(onlyNode(INTERVAL + TOLERANCE).state()).isEqualTo(NodeState.LIVE);
        assertThat(onlyNode(INTERVAL + TOLERANCE + 1).state()).isEqualTo(NodeState.DOWN);
    }

    @Test
    void lossesAfterTheFirstHeartbeatSinceTheRestartCount() {
        registry.restore(heartbeat("worker1", 1, 100), 0);
        registry.observe(heartbeat("worker1", 1, 103), INTERVAL);
        registry.observe(heartbeat("worker1", 1, 107), 2 * INTERVAL);

        assertThat(onlyNode(2 * INTERVAL).tolerance()).isGreaterThan(Duration.ofSeconds(30));
    }

    @Test
    void whatCameWhileTheProcessStoodStillIsNoLoss() {
        NodeRegistry resting =
                new NodeRegistry(new LivenessPolicy(Duration.ofSeconds(30)), Duration.ofSeconds(9), MinFree.NONE);
        resting.observe(heartbeat("worker1", 1, 1), 0);
        resting.snapshot(4 * INTERVAL);
        resting.observe(heartbeat("worker1", 1, 5), 4 * INTERVAL + 1);

        assertThat(resting.snapshot(4 * INTERVAL + 1).nodes())
                .extracting(NodeStatus::tolerance)
                .containsExactly(Duration.ofSeconds(30));
    }

    @Test
    void numbersOfOneNodeSayNothingOfAnother() {
        registry.observe(heartbeat("worker1", 9, 9), 0);

        assertThat(registry.observe(heartbeat("worker2", 1, 0), 0)).isNotEqualTo(IGNORED);
    }

    @Test
    void snapshotIsFrozen() {
        registry.observe(heartbeat("worker1", 1, 1), 0);
        ClusterSnapshot before = registry.snapshot(TOLERANCE);
        registry.observe(heartbeat("worker1", 1, 2), TOLERANCE);
        registry.observe(heartbeat("worker2", 1, 1), TOLERANCE);

        assertThat(before.nodes()).singleElement().satisfies(node -> {
            assertThat(node.last().seq()).isEqualTo(1);
            assertThat(node.age()).isEqualTo(Duration.ofSeconds(30));
        });
        assertThatThrownBy(() -> before.nodes().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void snapshotIsInTheOrderOfTheNames() {
        List.of("worker3", "worker1", "worker20", "worker2")
                .forEach(name -> registry.observe(heartbeat(name, 1, 1), 0));

        assertThat(registry.snapshot(0).nodes())
                .extracting(node -> node.name().value())
                .containsExactly("worker1", "worker2", "worker20", "worker3");
    }

    @Test
    void nodeIsLowOnMemoryBelowTheFloorAndUntilItHasWellMore() {
        NodeRegistry strict =
                new NodeRegistry(new LivenessPolicy(Duration.ofSeconds(30)), NEVER, MinFree.parse("50MiB"));

        strict.observe(withFree(1, 50), 0);
        assertThat(strict.snapshot(0).nodes().get(0).state()).isEqualTo(NodeState.LIVE);
        strict.observe(withFree(2, 49), INTERVAL);
        assertThat(strict.snapshot(INTERVAL).nodes().get(0).state()).isEqualTo(NodeState.LOW_MEMORY);
        strict.observe(withFree(3, 60), 2 * INTERVAL);
        assertThat(strict.snapshot(2 * INTERVAL).nodes().get(0).state()).isEqualTo(NodeState.LOW_MEMORY);
        strict.observe(withFree(4, 900), 3 * INTERVAL);
        assertThat(strict.snapshot(3 * INTERVAL).nodes().get(0).state()).isEqualTo(NodeState.LIVE);
    }

    @Test
    void silenceAndAGoodbyeCountForMoreThanLittleMemory() {
        NodeRegistry strict =
                new NodeRegistry(new LivenessPolicy(Duration.ofSeconds(30)), NEVER, MinFree.parse("50MiB"));

        strict.observe(withFree(1, 10), 0);
        assertThat(strict.snapshot(TOLERANCE).nodes().get(0).state()).isEqualTo(NodeState.LOW_MEMORY);
        assertThat(strict.snapshot(TOLERANCE + 1).nodes().get(0).state()).isEqualTo(NodeState.DOWN);
        strict.observe(leaving(withFree(2, 10)), TOLERANCE + 2);
        assertThat(strict.snapshot(TOLERANCE + 2).nodes().get(0).state()).isEqualTo(NodeState.LEFT);
    }

    @Test
    void nextHeartbeatWithinHalfAnIntervalIsAheadOfItsTime() {
        registry.observe(heartbeat("worker1", 1, 1), 0);

        assertThat(registry.observe(heartbeat("worker1", 1, 2), INTERVAL / 2 - 1))
                .isEqualTo(AHEAD_OF_TIME);
        assertThat(registry.observe(heartbeat("worker1", 1, 3), INTERVAL - 1)).isEqualTo(READING);
    }

    @Test
    void heartbeatAfterALostOneOrARestartIsNotAheadOfItsTime() {
        registry.observe(heartbeat("worker1", 1, 1), 0);

        assertThat(registry.observe(heartbeat("worker1", 1, 3), 1)).isEqualTo(READING);
        assertThat(registry.observe(heartbeat("worker1", 2, 4), 2)).isEqualTo(READING);
    }

    @Test
    void heartbeatThatTellsOfAChangeIsThatAndNotAheadOfItsTime() {
        registry.observe(heartbeat("worker1", 1, 1), 0);

        assertThat(registry.observe(leaving(heartbeat("worker1", 1, 2)), 1)).isEqualTo(AVAILABILITY_CHANGED);
    }

    @Test
    void changeOfAFurtherServiceIsAChange() {
        registry.observe(withPorts(1, Map.of(9000, true)), 0);

        assertThat(registry.observe(withPorts(2, Map.of(9000, true)), INTERVAL)).isEqualTo(READING);
        assertThat(registry.observe(withPorts(3, Map.of(9000, false)), 2 * INTERVAL))
                .isEqualTo(AVAILABILITY_CHANGED);
        assertThat(registry.observe(withPorts(4, Map.of()), 3 * INTERVAL)).isEqualTo(AVAILABILITY_CHANGED);
    }

    private static Heartbeat withFree(long seq, long freeMib) {
        return heartbeat("worker1", 1, seq, memory(freeMib), Duration.ofSeconds(5));
    }

    private static Heartbeat withPorts(long seq, Map<Integer, Boolean> otherPorts) {
        Heartbeat it = heartbeat("worker1", 1, seq);
        return new Heartbeat(
                it.node(),
                it.endpoint(),
                it.memory(),
                it.load(),
                true,
                false,
                otherPorts,
                it.time(),
                it.boot(),
                it.seq(),
                it.interval());
    }

    @RepeatedTest(20) // a race is not lost each time
    void fiftyNodesHeardByManyThreadsAtOnceAreAllThereWithTheirNewest() throws Exception {
        int nodes = 50;
        int threads = 8;
        int beats = 40;
        CyclicBarrier start = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            // Each thread has every node report, in an order and with numbers of its own, up to threads * beats.
            List<Callable<Void>> work = IntStream.rangeClosed(1, threads)
                    .<Callable<Void>>mapToObj(thread -> () -> {
                        start.await();
                        for (int beat = 0; beat < beats; beat++) {
                            for (int node = 0; node < nodes; node++) {
                                String name = "worker" + (node * 7 + thread) % nodes;
                                int seq = beat * threads + thread;
                                registry.observe(
                                        heartbeat(name, 1, seq),
                                        Duration.ofMillis(100L * seq).toNanos());
                            }
                        }
                        return null;
                    })
                    .toList();
            for (var done : pool.invokeAll(work)) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }

        ClusterSnapshot snapshot = registry.snapshot(Duration.ofSeconds(32).toNanos());
        assertThat(snapshot.nodes()).hasSize(nodes);
        assertThat(snapshot.nodes())
                .allSatisfy(node -> assertThat(node.last().seq()).isEqualTo((long) threads * beats));
    }

    private NodeStatus onlyNode(long nowNanos) {
        List<NodeStatus> nodes = registry.snapshot(nowNanos).nodes();
        assertThat(nodes).hasSize(1);
        return nodes.get(0);
    }
}
