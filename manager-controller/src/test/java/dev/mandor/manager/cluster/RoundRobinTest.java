package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.down;
import static dev.mandor.manager.TestNodes.heard;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.servesWith;
import static dev.mandor.manager.TestNodes.snapshot;
import static dev.mandor.manager.TestNodes.weights;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The strategies by which all that can serve alike; nginx alone tells them apart. */
class RoundRobinTest {
    private static final SelectionPolicy IN_TURN = new RoundRobin(Balancing.ROUND_ROBIN);
    private static final SelectionPolicy FEWEST = new LeastConn();

    @Test
    void allLiveNodesServeAlikeWhateverTheirMemory() {
        ClusterSnapshot cluster = snapshot(live("worker2", 900), live("worker1", 10), down("worker3", 500));
        Decision decision = IN_TURN.decide(cluster, servesWith(1, 999));

        assertThat(weights(decision.plan())).isEqualTo("worker1 1, worker2 1");
        assertThat(decision.plan().balancing()).isEqualTo(Balancing.ROUND_ROBIN);
        assertThat(decision.reason()).hasToString("2 live workers can serve");
    }

    @Test
    void fewestRequestsUnderWayIsForNginxToSee() {
        ClusterSnapshot cluster = snapshot(live("worker1", 10), live("worker2", 900));
        RoutingPlan plan = FEWEST.decide(cluster, Serving.NOTHING).plan();

        assertThat(plan.balancing()).isEqualTo(Balancing.LEAST_CONN);
        assertThat(plan.servers())
                .isEqualTo(IN_TURN.decide(cluster, Serving.NOTHING).plan().servers());
    }

    @Test
    void nodeThatIsLowOnMemoryIsABackup() {
        ClusterSnapshot cluster = snapshot(live("worker1", 500), heard("worker2", 10, NodeState.LOW_MEMORY));

        assertThat(IN_TURN.decide(cluster, servesWith(1, 1)).plan()).hasToString("worker1 serves, backups: worker2");
    }

    @ParameterizedTest
    @EnumSource(names = {"IP_HASH", "CLIENT_HASH"})
    void stickyPlanHasNoBackups(Balancing sticky) {
        ClusterSnapshot cluster = snapshot(live("worker1", 500), heard("worker2", 500, NodeState.PROBATION));

        assertThat(new RoundRobin(sticky).decide(cluster, Serving.NOTHING).plan())
                .hasToString("worker1 serves, no backup");
    }

    @Test
    void fallbackServesWhenNobodyCan() {
        assertThat(IN_TURN.decide(snapshot(down("worker1", 500)), servesWith(1)).plan())
                .isEqualTo(RoutingPlan.FALLBACK_ONLY);
        assertThat(FEWEST.decide(ClusterSnapshot.EMPTY, servesWith(1)).plan()).isEqualTo(RoutingPlan.FALLBACK_ONLY);
    }
}
