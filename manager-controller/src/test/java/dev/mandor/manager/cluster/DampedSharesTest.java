package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.MIB;
import static dev.mandor.manager.TestNodes.down;
import static dev.mandor.manager.TestNodes.heard;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.servesWith;
import static dev.mandor.manager.TestNodes.snapshot;
import static dev.mandor.manager.TestNodes.weights;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.model.MemoryReading;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The rule by which shares move, as {@link MemoryWeighted} has it. Nodes have 1000 MiB unless a test says otherwise. */
class DampedSharesTest {
    private static final MinFree FLOOR = MinFree.parse("50MiB");

    private final SelectionPolicy policy = new MemoryWeighted(Balancing.ROUND_ROBIN, FLOOR);

    @Test
    void firstSharesAreInProportionToFreeMemory() {
        Decision decision = decide(Serving.NOTHING, live("worker1", 100), live("worker2", 200), live("worker3", 400));

        assertThat(weights(decision.plan())).isEqualTo("worker1 250, worker2 500, worker3 1000");
        assertThat(decision.reason()).hasToString("3 live workers can serve, and these are their shares now");
    }

    @Test
    void weightsThatNginxHasOfNodesThatAreGoneAreNoShares() {
        Decision decision = decide(servesWith(0, 0, 0, 7), live("worker1", 100), live("worker2", 400));

        assertThat(decision.reason()).isInstanceOf(Reason.SharesSet.class);
        assertThat(weights(decision.plan())).isEqualTo("worker1 250, worker2 1000");
    }

    @Test
    void sharesStayWhileTheyAreWithinTheDeadBand() {
        // Ours are at most 2 * (1000 - free) of the second: shares move by (difference / 2) / (2400 - free), here by 5
        // %.
        Serving equal = servesWith(700, 700);
        Decision within = decide(equal, live("worker1", 400), live("worker2", 581));
        Decision beyond = decide(equal, live("worker1", 400), live("worker2", 583));

        assertThat(Serving.of(within.plan())).isEqualTo(equal);
        assertThat(within.reason()).hasToString("the shares of 2 live workers are at most 10 % off");
        assertThat(weights(beyond.plan())).isEqualTo("worker1 817, worker2 1000");
        assertThat(beyond.reason()).hasToString("with 400 MiB of free memory worker1 should have 45 % and had 50 %");
    }

    @Test
    void sharesAreRightInOneStepWhenAllMemoryInUseIsOfOurRequests() {
        Serving atFirst = servesWith(400, 300, 300);
        RoutingPlan plan = decide(atFirst, underLoad(0.4, 0.3, 0.3)).plan();

        assertThat(weights(plan)).isEqualTo("worker1 333, worker2 667, worker3 1000");
        assertThat(decide(Serving.of(plan), underLoad(1 / 6.0, 2 / 6.0, 3 / 6.0))
                        .plan())
                .isEqualTo(plan);
    }

    @Test
    void shareAtMostDoublesBesideTheOthers() {
        RoutingPlan plan = decide(servesWith(10, 990), live("worker1", 1000), live("worker2", 1000))
                .plan();

        assertThat(weights(plan)).isEqualTo("worker1 40, worker2 1000"); // 2 % beside 50 %
    }

    @Test
    void newcomerStartsWithAQuarterOfItsShareBesideTheOthers() {
        Decision decision = decide(servesWith(1000), live("worker1", 1000), live("worker2", 1000));

        assertThat(weights(decision.plan())).isEqualTo("worker1 1000, worker2 250"); // 12.5 % beside 50 %
        assertThat(decision.reason()).hasToString("worker2 comes in, with 1000 MiB of free memory");
    }

    @Test
    void newcomerStartsWithMoreTheFullerTheOthersAre() {
        RoutingPlan plan = decide(servesWith(1000), live("worker1", 200), live("worker2", 800))
                .plan();

        assertThat(weights(plan)).isEqualTo("worker1 868, worker2 1000"); // 64 % beside 56 %
    }

    @Test
    void whereFewerThanHalfAreLiveThoseOnProbationShareToo() {
        Serving serving = servesWith(1000);
        NodeStatus returned = heard("worker2", 800, NodeState.PROBATION);
        NodeStatus dead = heard("worker3", 800, NodeState.UNHEALTHY);

        assertThat(decide(serving, live("worker1", 800), returned).plan().serving())
                .hasSize(1);
        assertThat(decide(serving, live("worker1", 800), returned, dead).plan().serving())
                .hasSize(2);
    }

    @Test
    void newcomerWithoutMemoryGetsNextToNothingWhateverTheScaleOfTheOthers() {
        RoutingPlan plan = decide(servesWith(1, 1), live("worker1", 500), live("worker2", 500), live("worker3", 0))
                .plan();

        assertThat(weights(plan)).isEqualTo("worker1 1000, worker2 1000, worker3 1");
    }

    @Test
    void nodeWithoutMemoryDoesNotKeepTheOthersOnTheMove() {
        Serving serving = servesWith(1, 1000, 1000);
        RoutingPlan plan = decide(serving, live("worker1", 0), live("worker2", 480), live("worker3", 520))
                .plan();

        assertThat(Serving.of(plan)).isEqualTo(serving);
    }

    @Test
    void nodeThatGoesLeavesTheWeightsOfTheOthersAlone() {
        RoutingPlan plan = decide(
                        servesWith(300, 600, 1000), live("worker1", 300), live("worker2", 600), down("worker3", 900))
                .plan();

        assertThat(weights(plan)).isEqualTo("worker1 300, worker2 600");
    }

    @Test
    void lowNodeIsTakenOutWhenTheOthersHaveRoomForWhatItHolds() {
        // It holds half of all memory in use, (980 + 1000 - free) / 2; there is room for free - 50, and half as much
        // again is needed.
        Serving equal = servesWith(1000, 1000);
        RoutingPlan room =
                decide(equal, low("worker1", 20), live("worker2", 878)).plan();
        RoutingPlan noRoom =
                decide(equal, low("worker1", 20), live("worker2", 877)).plan();

        assertThat(room).hasToString("worker2 serves, backups: worker1");
        assertThat(noRoom.serving()).hasSize(2);
        assertThat(noRoom).asString().startsWith("worker1 ").contains(", worker2 ");
    }

    @Test
    void ofTwoLowNodesTheOneInTheGreaterNeedGoesWhenThereIsRoomForOne() {
        // Each holds a quarter of 2070 MiB in use, which needs 776 MiB, and there is room for 850.
        RoutingPlan plan = decide(
                        servesWith(500, 500, 1000), low("worker1", 20), low("worker2", 10), live("worker3", 900))
                .plan();

        assertThat(plan.serving().map(server -> server.node().value())).containsExactly("worker1", "worker3");
        assertThat(plan).asString().endsWith("backups: worker2");
    }

    @Test
    void lowNodeThatDoesNotServeIsABackup() {
        assertThat(decide(servesWith(0, 1000), low("worker1", 40), live("worker2", 60))
                        .plan())
                .hasToString("worker2 serves, backups: worker1");
        assertThat(decide(Serving.NOTHING, low("worker1", 40), live("worker2", 60))
                        .plan())
                .hasToString("worker2 serves, backups: worker1");
    }

    @Test
    void lowNodesServeWhenNobodyElseCan() {
        assertThat(weights(decide(Serving.NOTHING, low("worker1", 10), low("worker2", 40))
                        .plan()))
                .isEqualTo("worker1 250, worker2 1000");
    }

    @Test
    void nodesWithoutAnyMemoryShareAlike() {
        assertThat(weights(decide(Serving.NOTHING, low("worker1", 0), low("worker2", 0))
                        .plan()))
                .isEqualTo("worker1 1000, worker2 1000");
    }

    @Test
    void nodeOnProbationIsABackupUnlessNobodyIsLive() {
        NodeStatus returned = heard("worker1", 900, NodeState.PROBATION);

        assertThat(decide(servesWith(500, 500), returned, live("worker2", 100)).plan())
                .hasToString("worker2 serves, backups: worker1");
        assertThat(decide(servesWith(500, 500), returned, down("worker2", 100)).plan())
                .hasToString("worker1 serves, no backup");
    }

    @Test
    void fallbackServesWhenNobodyCan() {
        assertThat(decide(servesWith(1000), down("worker1", 900)).plan()).isEqualTo(RoutingPlan.FALLBACK_ONLY);
        assertThat(decide(Serving.NOTHING).plan()).isEqualTo(RoutingPlan.FALLBACK_ONLY);
    }

    @Test
    void hashRingHasCoarserWeightsTheMoreServersItHas() {
        assertThat(Balancing.CLIENT_HASH.mostWeight(1)).isEqualTo(100);
        assertThat(Balancing.CLIENT_HASH.mostWeight(100)).isEqualTo(100);
        assertThat(Balancing.CLIENT_HASH.mostWeight(101)).isEqualTo(99);
        assertThat(Balancing.CLIENT_HASH.mostWeight(10_000)).isEqualTo(1);
        assertThat(Balancing.CLIENT_HASH.mostWeight(20_000)).isEqualTo(1);
        assertThat(Balancing.IP_HASH.mostWeight(20_000)).isEqualTo(RoutingPlan.MOST_WEIGHT);
    }

    @Test
    void weightsThatAreTooLargeForAHashRingAreNotKept() {
        SelectionPolicy sticky = new MemoryWeighted(Balancing.CLIENT_HASH, FLOOR);
        ClusterSnapshot cluster = snapshot(live("worker1", 250), live("worker2", 500));

        assertThat(weights(sticky.decide(cluster, servesWith(500, 1000)).plan()))
                .isEqualTo("worker1 50, worker2 100");
        assertThat(weights(sticky.decide(cluster, servesWith(48, 100)).plan())).isEqualTo("worker1 48, worker2 100");
    }

    private Decision decide(Serving serving, NodeStatus... nodes) {
        return policy.decide(snapshot(nodes), serving);
    }

    private static NodeStatus low(String name, long freeMib) {
        return heard(name, freeMib, NodeState.LOW_MEMORY);
    }

    /** Nodes of 1, 2 and 3 GiB, with these shares of a load that takes 2 GiB and with nothing else to do. */
    private static NodeStatus[] underLoad(double... shares) {
        NodeStatus[] nodes = new NodeStatus[shares.length];
        for (int index = 0; index < nodes.length; index++) {
            long total = (index + 1) * 1024L * MIB;
            long used = Math.round(shares[index] * 2048 * MIB);
            nodes[index] =
                    live(String.format(Locale.ROOT, "worker%d", index + 1), new MemoryReading(total - used, total));
        }
        return nodes;
    }
}
