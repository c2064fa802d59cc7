package dev.mandor.manager.doctor;

import static dev.mandor.manager.TestNodes.down;
import static dev.mandor.manager.TestNodes.heard;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.silent;
import static dev.mandor.manager.TestNodes.snapshot;
import static dev.mandor.manager.view.TestViews.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.view.Refusal;
import dev.mandor.manager.view.TestViews;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunningManagerTest {
    private final TestViews manager = new TestViews();

    @Test
    void managerThatHearsItsNodesAndServesIsWell() {
        manager.applied();
        manager.tick(NOW.plusSeconds(60), snapshot(live("worker1", 400), live("worker2", 300)));

        assertThat(findings()).allMatch(finding -> finding.verdict() == Verdict.OK);
        assertThat(findings())
                .anyMatch(finding -> finding.sentence().startsWith("worker2 at 10.0.0.2:8080 is heard, 1 s ago"));
    }

    @Test
    void managerThatHearsNobodySinceItsStartFails() {
        manager.applied();
        manager.tick(NOW.plusSeconds(15), snapshot());

        assertThat(failures()).contains("the running manager hears nothing: no heartbeat since its start 15 s ago");
    }

    @Test
    void managerThatHasJustStartedMayNotHaveHeardAnybodyYet() {
        manager.tick(NOW.plusSeconds(14), snapshot());

        assertThat(failures()).noneMatch(sentence -> sentence.contains("hears nothing"));
    }

    @Test
    void managerWhoseNodesHaveAllFallenSilentHearsNothing() {
        manager.applied();
        manager.tick(NOW.plusSeconds(600), snapshot(silent("worker1", 400, NodeState.SUSPECT), down("worker2", 300)));

        assertThat(failures())
                .contains("the running manager hears nothing: the last heartbeat came 31 s ago", "worker1 is suspect");
    }

    @Test
    void deadBackendFails() {
        manager.applied();
        manager.tick(NOW.plusSeconds(60), snapshot(live("worker1", 400), heard("worker2", 300, NodeState.UNHEALTHY)));

        assertThat(failures()).containsExactly("worker2 is unhealthy");
    }

    @Test
    void nodeLowOnMemoryIsAWarning() {
        manager.applied();
        manager.tick(NOW.plusSeconds(60), snapshot(live("worker1", 400), heard("worker2", 20, NodeState.LOW_MEMORY)));

        assertThat(failures()).isEmpty();
        assertThat(findings()).anyMatch(finding -> finding.verdict() == Verdict.WARN);
    }

    @Test
    void whoIsRefusedFailsWithTheReasonAndWhatHelps() {
        manager.refused(
                new Refusal("10.0.0.3", Optional.of("worker3"), "wrong_time", "its clock is off", "set it", 3, 2));
        manager.applied();
        manager.tick(NOW.plusSeconds(60), snapshot(live("worker1", 400)));

        assertThat(findings())
                .contains(Finding.fail("heartbeats of worker3 (10.0.0.3) are refused: its clock is off", "set it"));
    }

    @Test
    void garbageOfAStrangerIsAWarning() {
        manager.refused(new Refusal("10.0.0.3", Optional.empty(), "malformed", "not valid JSON", "firewall", 3, 2));
        manager.applied();
        manager.tick(NOW.plusSeconds(60), snapshot(live("worker1", 400)));

        assertThat(findings()).contains(Finding.warn("heartbeats of 10.0.0.3 are refused: not valid JSON", "firewall"));
    }

    @Test
    void allNodesWithAWrongClockMeanOurOwn() {
        for (String node : List.of("worker1", "worker2")) {
            manager.refused(
                    new Refusal("10.0.0." + node.charAt(6), Optional.of(node), "wrong_time", "off", "set", 3, 2));
        }
        manager.tick(NOW.plusSeconds(60), snapshot(down("worker1", 400), down("worker2", 300)));

        assertThat(failures())
                .anyMatch(sentence -> sentence.contains("perhaps it is the clock of this machine that is wrong"))
                .contains("worker1 is down, and its heartbeats are refused: off");
    }

    private List<Finding> findings() {
        return RunningManager.findings(manager.view().overview());
    }

    private List<String> failures() {
        return findings().stream()
                .filter(finding -> finding.verdict() == Verdict.FAIL)
                .map(Finding::sentence)
                .toList();
    }
}
