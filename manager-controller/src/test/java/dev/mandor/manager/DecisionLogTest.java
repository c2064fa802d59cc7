package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.down;
import static dev.mandor.manager.TestNodes.heard;
import static dev.mandor.manager.TestNodes.heartbeat;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.memory;
import static dev.mandor.manager.TestNodes.serves;
import static dev.mandor.manager.TestNodes.service;
import static dev.mandor.manager.TestNodes.silent;
import static dev.mandor.manager.TestNodes.snapshot;
import static dev.mandor.manager.TestNodes.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.NodeEvent;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Threshold;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DecisionLogTest {
    @RegisterExtension
    private final CapturedLog captured = new CapturedLog(DecisionLog.class);

    private final SelectionPolicy policy = new MaxFreeMemory(Threshold.parse("100MiB"));
    private final DecisionLog decisionLog = new DecisionLog(Duration.ofSeconds(30));

    @Test
    void lifeOfANodeIsToldOncePerChange() {
        assertThat(events(ClusterSnapshot.EMPTY, snapshot(live("worker1", 500))))
                .containsExactly("INFO worker1 is new: 500 MiB free of 1000, serves at 10.0.0.1:8080");
        assertThat(events(snapshot(live("worker1", 500)), snapshot(down("worker1", 500))))
                .containsExactly("WARN worker1 is down: no heartbeat for 31 s, the tolerance is 30 s");
        assertThat(events(snapshot(down("worker1", 500)), snapshot(live("worker1", 500))))
                .containsExactly("INFO worker1 is back after 31 s of silence");
    }

    @Test
    void whatBecomesOfANodeIsToldInItsOwnWords() {
        NodeStatus live = live("worker1", 500);
        NodeStatus onProbation = heard("worker1", 500, NodeState.PROBATION);
        NodeStatus unhealthy = heard("worker1", 500, NodeState.UNHEALTHY);
        NodeStatus left = heard("worker1", 500, NodeState.LEFT);

        assertThat(told(live, left)).isEqualTo("INFO worker1 left");
        assertThat(told(left, onProbation)).isEqualTo("INFO worker1 is back");
        assertThat(told(onProbation, live)).isEqualTo("INFO worker1 has proved itself");
        assertThat(told(live, unhealthy)).isEqualTo("WARN worker1 is unhealthy: its web service does not answer");
        assertThat(told(unhealthy, onProbation)).isEqualTo("INFO worker1 is healthy again");
        assertThat(told(live, onProbation)).isEqualTo("INFO worker1 was silent beyond its tolerance for a moment");
    }

    @Test
    void nodesThatFallSilentTogetherAreToldToBeDownAndPerhapsNot() {
        NodeStatus suspect = silent("worker1", 500, NodeState.SUSPECT);

        assertThat(told(live("worker1", 500), suspect))
                .isEqualTo("WARN worker1 is down: no heartbeat for 31 s; most others are silent too, perhaps it is we"
                        + " who hear nothing");
        assertThat(told(down("worker1", 500), suspect))
                .isEqualTo("WARN worker1 may be alive after all: most others are silent too");
    }

    @Test
    void agentThatReportsTooSeldomForTheToleranceIsWarnedOf() {
        assertThat(events(ClusterSnapshot.EMPTY, snapshot(reportsEvery(Duration.ofSeconds(15)))))
                .hasSize(1);
        assertThat(events(ClusterSnapshot.EMPTY, snapshot(reportsEvery(Duration.ofMillis(15_001)))))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("WARN worker1 reports every 15 s");
    }

    @Test
    void firstPlanIsToldWithItsReason() {
        assertThat(decide(null, live("worker1", 500), live("worker2", 300)))
                .containsExactly("INFO worker1 serves, backups: worker2; because worker1 has the most free memory"
                        + " (500 MiB) of 2 live workers");
    }

    @Test
    void allDownIsToldOnceAsAWarning() {
        assertThat(decide("worker1", down("worker1", 500)))
                .containsExactly("WARN all workers are down (worker1): the fallback serves");
        assertThat(decide(null, down("worker1", 500))).isEmpty();
    }

    @Test
    void steadyStateIsSilent() {
        decide(null, live("worker1", 500), live("worker2", 300));

        assertThat(decide("worker1", live("worker1", 490), live("worker2", 310)))
                .isEmpty();
    }

    @Test
    void challengerThatWasNotTakenIsToldOnce() {
        decide(null, live("worker1", 500), live("worker2", 300));

        assertThat(decide("worker1", live("worker1", 500), live("worker2", 550)))
                .containsExactly("INFO no switch: worker2 has 50 MiB more free memory than worker1, less than the"
                        + " threshold of 100 MiB: worker1 stays");
        assertThat(decide("worker1", live("worker1", 500), live("worker2", 560)))
                .isEmpty();
    }

    @Test
    void readingsAroundATieAreTheSteadyState() {
        decide(null, live("worker1", 500), live("worker2", 300));
        decide("worker1", live("worker1", 500), live("worker2", 501));

        assertThat(decide("worker1", live("worker1", 500), live("worker2", 499)))
                .isEmpty();
        assertThat(decide("worker1", live("worker1", 500), live("worker2", 501)))
                .isEmpty();
    }

    @Test
    void switchIsToldWithItsReason() {
        decide(null, live("worker1", 500), live("worker2", 300));

        assertThat(decide("worker1", live("worker1", 500), live("worker2", 600)))
                .containsExactly("INFO worker2 serves, backups: worker1; because worker2 has 100 MiB more free memory"
                        + " than worker1, the threshold is 100 MiB");
    }

    private List<String> events(ClusterSnapshot earlier, ClusterSnapshot later) {
        NodeEvent.between(earlier, later).forEach(decisionLog::report);
        return captured.take();
    }

    private String told(NodeStatus before, NodeStatus after) {
        List<String> lines = events(snapshot(before), snapshot(after));
        assertThat(lines).hasSize(1);
        return lines.get(0);
    }

    private List<String> decide(String incumbent, NodeStatus... nodes) {
        Serving serving = incumbent == null ? Serving.NOTHING : serves(incumbent);
        decisionLog.report(Map.of(service(policy), policy.decide(snapshot(nodes), serving)), true);
        return captured.take();
    }

    private static NodeStatus reportsEvery(Duration interval) {
        return status(heartbeat("worker1", 1, 1, memory(500), interval), Duration.ZERO, NodeState.LIVE);
    }
}
