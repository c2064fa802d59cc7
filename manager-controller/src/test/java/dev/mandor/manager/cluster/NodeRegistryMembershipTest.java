package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.endpoint;
import static dev.mandor.manager.TestNodes.heartbeat;
import static dev.mandor.manager.TestNodes.leaving;
import static dev.mandor.manager.TestNodes.sentFrom;
import static dev.mandor.manager.cluster.NodeRegistry.Observation.AVAILABILITY_CHANGED;
import static dev.mandor.manager.cluster.NodeRegistry.Observation.IGNORED;
import static dev.mandor.manager.cluster.NodeRegistry.Observation.READING;
import static dev.mandor.manager.cluster.NodeRegistry.Observation.REFUSED;
import static dev.mandor.manager.cluster.NodeRegistry.Observation.RIVAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.NodeRegistry.Observation;
import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is known, for how long, and who is taken for whom. Times are in seconds; the tolerance is 30, the interval 5. */
class NodeRegistryMembershipTest {
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    private final NodeRegistry registry = new NodeRegistry(
            new LivenessPolicy(Duration.ofSeconds(30)),
            Duration.ofDays(365),
            MinFree.NONE,
            new Membership(3, FORGOTTEN_AFTER));

    @Test
    void soManyNodesAreKnownAndNoMore() {
        for (int number = 1; number <= 3; number++) {
            assertThat(observe(0, heartbeat("worker" + number, 1, 1))).isEqualTo(READING);
        }

        assertThat(observe(0, heartbeat("worker4", 1, 1))).isEqualTo(REFUSED);
        assertThat(observe(5, heartbeat("worker3", 1, 2)))
                .as("who is known goes on")
                .isEqualTo(READING);
        assertThat(registry.snapshot(seconds(5)).nodes()).hasSize(3);
    }

    @Test
    void nodeThatIsDownIsForgottenAfterItsTimeAndMakesPlace() {
        observe(0, heartbeat("worker1", 1, 1));
        observe(0, heartbeat("worker2", 1, 1));
        observe(0, heartbeat("worker3", 1, 1));

        assertThat(registry.snapshot(seconds(3600)).nodes()).hasSize(3);
        assertThat(registry.snapshot(seconds(3601)).nodes()).isEmpty();
        assertThat(observe(3601, heartbeat("worker4", 1, 1))).isEqualTo(READING);
    }

    @Test
    void nodeThatLeftIsForgottenToo() {
        observe(0, heartbeat("worker1", 1, 1));
        observe(1, leaving(heartbeat("worker1", 1, 2)));

        assertThat(registry.snapshot(seconds(3601)).nodes()).hasSize(1);
        assertThat(registry.snapshot(seconds(3602)).nodes()).isEmpty();
    }

    @Test
    void nodeThatIsHeardIsNeverForgottenHoweverSeldomItReports() {
        NodeRegistry hasty = new NodeRegistry(
                new LivenessPolicy(Duration.ofSeconds(30)),
                Duration.ofDays(365),
                MinFree.NONE,
                new Membership(3, Duration.ofSeconds(10)));
        hasty.observe(heartbeat("worker1", 1, 1), 0);

        assertThat(hasty.snapshot(seconds(30)).nodes()).hasSize(1);
        assertThat(hasty.snapshot(seconds(31)).nodes()).isEmpty();
    }

    @Test
    void secondMachineOfANameIsNotBelievedWhileTheFirstIsHeard() {
        observe(0, heartbeat("worker1", 1, 1));

        assertThat(observe(1, sentFrom("worker9", heartbeat("worker1", 2, 1)))).isEqualTo(RIVAL);
        assertThat(observe(5, heartbeat("worker1", 1, 2))).isEqualTo(READING);
        assertThat(observe(6, sentFrom("worker9", heartbeat("worker1", 2, 2)))).isEqualTo(RIVAL);

        assertThat(onlyNode(6).endpoint()).isEqualTo(endpoint("worker1"));
        assertThat(onlyNode(6).rival()).contains(endpoint("worker9"));
    }

    @Test
    void alarmIsOverWhenTheSecondMachineHasMissedThreeHeartbeats() {
        observe(0, heartbeat("worker1", 1, 1));
        observe(1, sentFrom("worker9", heartbeat("worker1", 2, 1)));
        for (int beat = 1; beat <= 10; beat++) {
            observe(5 * beat, heartbeat("worker1", 1, 1 + beat));
            Optional<Endpoint> expected = 5 * beat <= 16 ? Optional.of(endpoint("worker9")) : Optional.empty();
            assertThat(onlyNode(5 * beat).rival()).isEqualTo(expected);
        }
    }

    @Test
    void alarmIsOverWhenTheFirstMachineHasMissedThreeHeartbeats() {
        observe(0, heartbeat("worker1", 1, 1));
        observe(4, sentFrom("worker9", heartbeat("worker1", 2, 1)));
        observe(5, heartbeat("worker1", 1, 2));
        for (int beat = 1; beat <= 5; beat++) {
            observe(4 + 5 * beat, sentFrom("worker9", heartbeat("worker1", 2, 1 + beat)));
            Optional<Endpoint> expected = 4 + 5 * beat <= 20 ? Optional.of(endpoint("worker9")) : Optional.empty();
            assertThat(onlyNode(4 + 5 * beat).rival()).isEqualTo(expected);
        }
    }

    @Test
    void nodeMadeAnewAtAnotherAddressIsBelievedOnceTheOldOneIsDownAndIsNoAlarm() {
        observe(0, heartbeat("worker1", 1, 100));

        assertThat(observe(30, sentFrom("worker9", heartbeat("worker1", 2, 1)))).isEqualTo(RIVAL);
        assertThat(onlyNode(30).rival()).isEmpty();
        assertThat(observe(31, sentFrom("worker9", heartbeat("worker1", 2, 2)))).isEqualTo(READING);
        assertThat(onlyNode(31).endpoint()).isEqualTo(endpoint("worker9"));
        assertThat(onlyNode(31).rival()).isEmpty();
    }

    @Test
    void nodeThatSaidItLeavesMayComeBackFromAnotherAddressAtOnce() {
        observe(0, heartbeat("worker1", 1, 1));
        observe(1, leaving(heartbeat("worker1", 1, 2)));

        assertThat(observe(2, sentFrom("worker9", heartbeat("worker1", 2, 1)))).isEqualTo(AVAILABILITY_CHANGED);
        assertThat(onlyNode(2).endpoint()).isEqualTo(endpoint("worker9"));
    }

    @Test
    void agentThatMovesToAnotherAddressWhileItRunsIsTheSame() {
        observe(0, heartbeat("worker1", 1, 1));

        assertThat(observe(5, sentFrom("worker9", heartbeat("worker1", 1, 2)))).isEqualTo(READING);
        assertThat(onlyNode(5).endpoint()).isEqualTo(endpoint("worker9"));
    }

    @Test
    void agentStartedAgainOnTheSameMachineIsBelievedAtOnce() {
        observe(0, heartbeat("worker1", 1, 50));

        assertThat(observe(1, heartbeat("worker1", 2, 1))).isEqualTo(READING);
    }

    @Test
    void whatWasKnownBeforeARestartIsNotBelievedAgain() {
        registry.resume(List.of(heartbeat("worker1", 5, 7)), seconds(0));

        assertThat(registry.snapshot(seconds(0)).nodes()).isEmpty();
        assertThat(observe(100, heartbeat("worker1", 5, 7))).as("replayed").isEqualTo(IGNORED);
        assertThat(observe(100, heartbeat("worker1", 5, 6))).as("replayed").isEqualTo(IGNORED);
        assertThat(observe(100, heartbeat("worker2", 1, 1))).as("another node").isEqualTo(READING);
        assertThat(observe(100, heartbeat("worker1", 5, 8))).as("newer").isEqualTo(READING);
    }

    @Test
    void rebootedNodeIsBelievedAfterARestartOfOurs() {
        registry.resume(List.of(heartbeat("worker1", 5, 7), heartbeat("worker2", 5, 7)), seconds(0));

        assertThat(observe(1, heartbeat("worker1", 6, 1))).isEqualTo(READING);
        assertThat(observe(10, heartbeat("worker2", 4, 1))).as("clock set back").isEqualTo(IGNORED);
        assertThat(observe(11, heartbeat("worker2", 4, 2)))
                .as("and nothing newer for two intervals")
                .isEqualTo(READING);
    }

    private Observation observe(int now, Heartbeat heartbeat) {
        return registry.observe(heartbeat, seconds(now));
    }

    private NodeStatus onlyNode(int now) {
        List<NodeStatus> nodes = registry.snapshot(seconds(now)).nodes();
        assertThat(nodes).hasSize(1);
        return nodes.get(0);
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
