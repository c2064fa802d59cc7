package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.MIB;
import static dev.mandor.manager.TestNodes.TOTAL_MIB;
import static dev.mandor.manager.TestNodes.down;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.plan;
import static dev.mandor.manager.TestNodes.serves;
import static dev.mandor.manager.TestNodes.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MaxFreeMemoryTest {
    private static final int RANDOM_CLUSTERS = 2000;

    private final SelectionPolicy anyGain = policy("0");
    private final SelectionPolicy fiveHundredMib = policy("500MiB");

    @Test
    void mostFreeMemoryServesAndTheOthersAreBackupsInNameOrder() {
        ClusterSnapshot cluster = snapshot(live("worker1", 100), live("worker2", 300), live("worker3", 200));

        assertThat(anyGain.decide(cluster, Serving.NOTHING).plan()).isEqualTo(plan("worker2", "worker1", "worker3"));
    }

    @Test
    void equalNodesRankByName() {
        ClusterSnapshot cluster = snapshot(live("worker2", 300), live("worker1", 300));

        assertThat(anyGain.decide(cluster, Serving.NOTHING).plan()).isEqualTo(plan("worker1", "worker2"));
    }

    @Test
    void tieIsNoReasonToSwitchEvenAtThresholdZero() {
        ClusterSnapshot cluster = snapshot(live("worker1", 300), live("worker2", 300));

        assertThat(anyGain.decide(cluster, serves("worker2")).plan()).isEqualTo(plan("worker2", "worker1"));
    }

    @Test
    void oneByteMoreIsEnoughAtThresholdZero() {
        ClusterSnapshot cluster = snapshot(bytes("worker1", 300 * MIB + 1), live("worker2", 300));

        assertThat(anyGain.decide(cluster, serves("worker2")).plan()).isEqualTo(plan("worker1", "worker2"));
    }

    @Test
    void exactlyTheThresholdSwitches() {
        ClusterSnapshot cluster = snapshot(live("worker1", 100), live("worker2", 600));
        Decision decision = fiveHundredMib.decide(cluster, serves("worker1"));

        assertThat(decision.plan()).isEqualTo(plan("worker2", "worker1"));
        assertThat(decision.reason())
                .hasToString("worker2 has 500 MiB more free memory than worker1, the threshold is 500 MiB");
    }

    @Test
    void oneByteLessThanTheThresholdDoesNotSwitchAndNamesTheChallenger() {
        ClusterSnapshot cluster = snapshot(live("worker1", 100), bytes("worker2", 600 * MIB - 1));
        Decision decision = fiveHundredMib.decide(cluster, serves("worker1"));

        assertThat(decision.plan()).isEqualTo(plan("worker1", "worker2"));
        assertThat(decision.reason().notTaken()).contains(new NodeName("worker2"));
    }

    @Test
    void nobodyIsPassedOverWhenTheIncumbentIsTheBest() {
        ClusterSnapshot cluster = snapshot(live("worker1", 600), live("worker2", 100));

        assertThat(fiveHundredMib.decide(cluster, serves("worker1")).reason().notTaken())
                .isEmpty();
    }

    @Test
    void percentIsOfTheChallengersTotal() {
        NodeStatus small = live("worker1", new MemoryReading(100 * MIB, 1000 * MIB));
        MemoryReading gainsTenPercentOfItself = new MemoryReading(300 * MIB, 2000 * MIB);
        MemoryReading gainsLess = new MemoryReading(300 * MIB - 1, 2000 * MIB);

        assertThat(policy("10%")
                        .decide(snapshot(small, live("worker2", gainsTenPercentOfItself)), serves("worker1"))
                        .plan())
                .isEqualTo(plan("worker2", "worker1"));
        assertThat(policy("10%")
                        .decide(snapshot(small, live("worker2", gainsLess)), serves("worker1"))
                        .plan())
                .isEqualTo(plan("worker1", "worker2"));
    }

    @Test
    void thresholdDoesNotCountWhenTheIncumbentIsGone() {
        ClusterSnapshot cluster = snapshot(live("worker1", 100), live("worker2", 101));

        assertThat(fiveHundredMib.decide(cluster, serves("worker9")).plan()).isEqualTo(plan("worker2", "worker1"));
    }

    @Test
    void incumbentThatIsNotLiveIsNotKept() {
        ClusterSnapshot cluster = snapshot(live("worker1", 1), down("worker2", 900));

        assertThat(fiveHundredMib.decide(cluster, serves("worker2")).plan()).isEqualTo(plan("worker1"));
    }

    @Test
    void fallbackServesWhenNobodyIsLive() {
        assertThat(anyGain.decide(ClusterSnapshot.EMPTY, Serving.NOTHING).plan())
                .isEqualTo(RoutingPlan.FALLBACK_ONLY);
        assertThat(anyGain.decide(snapshot(down("worker1", 900)), serves("worker1"))
                        .plan())
                .isEqualTo(RoutingPlan.FALLBACK_ONLY);
    }

    @Test
    void backupsChangePlacesWithNoReading() {
        ClusterSnapshot before = snapshot(live("worker1", 900), live("worker2", 100), live("worker3", 200));
        ClusterSnapshot after = snapshot(live("worker1", 900), live("worker2", 200), live("worker3", 100));

        assertThat(anyGain.decide(after, serves("worker1")).plan())
                .isEqualTo(anyGain.decide(before, serves("worker1")).plan());
    }

    @Test
    void planForAnyClusterIsValid() {
        for (long seed = 0; seed < RANDOM_CLUSTERS; seed++) {
            RandomCluster random = new RandomCluster(seed);
            RoutingPlan plan = random.decide(random.nodes).plan();

            List<NodeName> planned = plan.servers().stream().map(Server::node).toList();
            Set<NodeName> live = random.nodes.stream()
                    .filter(node -> node.state().isUsable())
                    .map(NodeStatus::name)
                    .collect(Collectors.toSet());
            assertThat(planned).as("seed %d: each live node once", seed).doesNotHaveDuplicates();
            assertThat(new HashSet<>(planned)).as("seed %d: nobody else", seed).isEqualTo(live);
            assertThat(plan.servers().stream().filter(server -> !server.backup()))
                    .as("seed %d: one serves", seed)
                    .hasSize(live.isEmpty() ? 0 : 1);
            assertThat(planned.stream().skip(1))
                    .as("seed %d: backups by name", seed)
                    .isSorted();
        }
    }

    @Test
    void sameClusterInAnyOrderGivesAnEqualDecision() {
        for (long seed = 0; seed < RANDOM_CLUSTERS; seed++) {
            RandomCluster random = new RandomCluster(seed);
            List<NodeStatus> shuffled = new ArrayList<>(random.nodes);
            Collections.shuffle(shuffled, random.random);

            assertThat(random.decide(shuffled)).as("seed %d", seed).isEqualTo(random.decide(random.nodes));
        }
    }

    @Test
    void readingsThatMoveLessThanTheThresholdChangeNothing() {
        for (long seed = 0; seed < RANDOM_CLUSTERS; seed++) {
            Random random = new Random(seed);
            long thresholdMib = 2L + random.nextInt(200);
            SelectionPolicy policy = policy(thresholdMib + "MiB");
            // All within less than the threshold around 500 MiB, before and after.
            List<NodeStatus> before = jittered(random, thresholdMib);
            List<NodeStatus> after = before.stream()
                    .map(node -> live(node.name().value(), jitter(random, thresholdMib)))
                    .toList();

            RoutingPlan first =
                    policy.decide(new ClusterSnapshot(before), Serving.NOTHING).plan();
            RoutingPlan second =
                    policy.decide(new ClusterSnapshot(after), Serving.of(first)).plan();
            assertThat(second).as("seed %d", seed).isEqualTo(first);
        }
    }

    private static List<NodeStatus> jittered(Random random, long thresholdMib) {
        List<NodeStatus> nodes = new ArrayList<>();
        int size = 1 + random.nextInt(6);
        for (int i = 0; i < size; i++) {
            nodes.add(live("worker" + i, jitter(random, thresholdMib)));
        }
        return nodes;
    }

    private static long jitter(Random random, long thresholdMib) {
        return 500L + random.nextInt((int) thresholdMib);
    }

    private static SelectionPolicy policy(String threshold) {
        return new MaxFreeMemory(Threshold.parse(threshold));
    }

    private static NodeStatus bytes(String name, long freeBytes) {
        return live(name, new MemoryReading(freeBytes, TOTAL_MIB * MIB));
    }

    /** Up to eight nodes, live or down, often with equal memory, and an incumbent that may be any of them or none. */
    private static final class RandomCluster {
        private final Random random;
        private final List<NodeStatus> nodes = new ArrayList<>();
        private final SelectionPolicy policy;
        private final Serving incumbent;

        RandomCluster(long seed) {
            random = new Random(seed);
            int size = random.nextInt(9);
            for (int i = 0; i < size; i++) {
                long free = 100L * random.nextInt(10);
                nodes.add(random.nextInt(3) == 0 ? down("worker" + i, free) : live("worker" + i, free));
            }
            policy = policy(List.of("0", "64MiB", "5%", "100%").get(random.nextInt(4)));
            incumbent = random.nextBoolean() ? serves("worker" + random.nextInt(10)) : Serving.NOTHING;
        }

        Decision decide(List<NodeStatus> inThisOrder) {
            return policy.decide(new ClusterSnapshot(inThisOrder), incumbent);
        }
    }
}
