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
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.LeastConn;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.NodeEvent;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Threshold;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
    void nodeThatIsLowOnMemoryIsToldWithItsReading() {
        NodeStatus low = heard("worker1", 20, NodeState.LOW_MEMORY);

        assertThat(told(live("worker1", 500), low))
                .isEqualTo(
                        "WARN worker1 is low on memory: 20 MiB free of 1000; no new requests while another worker can"
                                + " take them");
        assertThat(told(low, live("worker1", 90)))
                .isEqualTo("INFO worker1 has enough memory again: 90 MiB free of 1000");
        assertThat(events(snapshot(low), snapshot(low))).isEmpty();
    }

    @Test
    void servicesAreNamedWhereThereAreManyAndForgottenWhenTheyGo() {
        SelectionPolicy inTurn = new LeastConn();
        Decision one = inTurn.decide(snapshot(live("worker1", 500)), Serving.NOTHING);
        Decision two = inTurn.decide(snapshot(live("worker1", 500), live("worker2", 500)), Serving.NOTHING);

        assertThat(report(Map.of("web", one)))
                .containsExactly("INFO worker1 serves, no backup; because 1 live worker can serve");
        assertThat(report(Map.of("web", one, "api", two)))
                .containsExactly(
                        "INFO api: worker1 50 %, worker2 50 % serve, no backup; because 2 live workers can serve");
        assertThat(report(Map.of("web", two, "api", two)))
                .containsExactly(
                        "INFO web: worker1 50 %, worker2 50 % serve, no backup; because 2 live workers can serve");
        assertThat(report(Map.of("web", two))).isEmpty();
        assertThat(report(Map.of("web", two, "api", two)))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("INFO api: ");
    }

    @Test
    void changeThatHasToWaitIsToldOnlyWhenItIsMade() {
        Map<Service, Decision> decisions =
                Map.of(service(policy), policy.decide(snapshot(live("worker1", 500)), Serving.NOTHING));

        decisionLog.report(decisions, false);
        assertThat(captured.take()).isEmpty();
        decisionLog.report(decisions, true);
        assertThat(captured.take()).hasSize(1);
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

    private List<String> report(Map<String, Decision> decisions) {
        Map<Service, Decision> byService = new HashMap<>();
        decisions.forEach((name, decision) -> byService.put(
                new Service(new ServiceName(name), OptionalInt.empty(), Optional.empty(), new LeastConn()), decision));
        decisionLog.report(byService, true);
        return captured.take();
    }

    private static NodeStatus reportsEvery(Duration interval) {
        return status(heartbeat("worker1", 1, 1, memory(500), interval), Duration.ZERO, NodeState.LIVE);
    }
}
