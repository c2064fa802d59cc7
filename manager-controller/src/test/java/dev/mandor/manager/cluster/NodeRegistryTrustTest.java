package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.heartbeat;
import static dev.mandor.manager.TestNodes.leaving;
import static dev.mandor.manager.TestNodes.memory;
import static dev.mandor.manager.TestNodes.unhealthy;
import static dev.mandor.manager.cluster.NodeRegistry.Observation.AVAILABILITY_CHANGED;
import static dev.mandor.manager.cluster.NodeRegistry.Observation.READING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.NodeName;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the registry makes of silence, of its own pauses, and of nodes that come and go. Times are in seconds. */
class NodeRegistryTrustTest {
    private static final int TOLERANCE = 30;
    private static final int LONGEST_REST = 9;

    private final NodeRegistry registry = new NodeRegistry(
            new LivenessPolicy(Duration.ofSeconds(TOLERANCE)), Duration.ofSeconds(LONGEST_REST), MinFree.NONE);
    private long seq;
    private int port = 8080;

    @Test
    void nodeIsTrustedFromItsFirstHeartbeatOn() {
        beat(0);

        assertThat(state(0)).isEqualTo(NodeState.LIVE);
    }

    @Test
    void nodeThatWasDownIsTrustedWithItsSecondHeartbeat() {
        beat(0);
        restUntil(40);
        beat(40);
        assertThat(state(40)).isEqualTo(NodeState.PROBATION);

        beat(45);
        assertThat(state(45)).isEqualTo(NodeState.LIVE);
    }

    @Test
    void nodeThatComesAndGoesHasToProveItselfTwiceAsLongEachTimeUpToFiveMinutes() {
        beat(0);
        int now = 0;
        for (int expected : new int[] {5, 10, 20, 40, 80, 160, 300, 300}) {
            now = restUntil(now + 31);
            int returned = now;
            beat(now);
            while (state(now) == NodeState.PROBATION) {
                now += 5;
                beat(now);
            }
            assertThat(now - returned).isEqualTo(expected);
        }
    }

    @Test
    void nodeThatMovesToAndFroBetweenTwoPortsHasToProveItselfEverLonger() {
        beat(0);
        int now = 0;
        for (int expected : new int[] {5, 10, 20, 40}) {
            now += 5;
            port = port == 8080 ? 8081 : 8080;
            int moved = now;
            beat(now);
            while (state(now) == NodeState.PROBATION) {
                now += 5;
                beat(now);
            }
            assertThat(now - moved).isEqualTo(expected);
        }
    }

    @Test
    void nodeThatMovesAllTheTimeNeverServes() {
        beat(0);
        for (int now = 5; now < 600; now += 5) {
            port = port == 8080 ? 8081 : 8080;
            beat(now);
            assertThat(state(now)).isEqualTo(NodeState.PROBATION);
        }
    }

    @Test
    void returnIsForgottenAfterTenMinutes() {
        beat(0);
        int returned = restUntil(31);
        beat(returned);
        int now = beatUntil(returned, returned + 600 - 30);
        now = restUntil(now + 35);
        beat(now);
        beat(now + 5);

        assertThat(state(now + 5)).isEqualTo(NodeState.LIVE);
    }

    @Test
    void nodeThatSaidGoodbyeHasLeftAndIsNotDownHoweverLongItIsSilent() {
        beat(0);

        assertThat(observe(1, leaving(next()))).isEqualTo(AVAILABILITY_CHANGED);
        assertThat(state(1)).isEqualTo(NodeState.LEFT);
        restUntil(1000);
        assertThat(state(1000)).isEqualTo(NodeState.LEFT);
    }

    @Test
    void nodeWhoseWebServiceDiedIsUnhealthyUntilItIsDown() {
        beat(0);

        assertThat(observe(1, unhealthy(next()))).isEqualTo(AVAILABILITY_CHANGED);
        assertThat(observe(6, unhealthy(next()))).isEqualTo(READING);
        assertThat(state(6)).isEqualTo(NodeState.UNHEALTHY);
        restUntil(36);
        assertThat(state(36)).isEqualTo(NodeState.UNHEALTHY);
        assertThat(state(37)).isEqualTo(NodeState.DOWN);
    }

    @Test
    void pauseOfOurOwnConvictsNobodyForOneInterval() {
        beat(0);
        state(0);

        assertThat(state(60)).as("on waking").isEqualTo(NodeState.LIVE);
        assertThat(state(66)).as("an interval and a fifth later").isEqualTo(NodeState.LIVE);
        assertThat(state(67)).isEqualTo(NodeState.DOWN);
    }

    @Test
    void heartbeatAfterAPauseOfOurOwnIsNoReturn() {
        beat(0);
        state(0);
        beat(60);

        assertThat(state(60)).isEqualTo(NodeState.LIVE);
    }

    @Test
    void pauseOfOurOwnRaisesNobodyFromTheDead() {
        beat(0);
        restUntil(31);
        assertThat(state(31)).isEqualTo(NodeState.DOWN);

        assertThat(state(100)).isEqualTo(NodeState.DOWN);
    }

    @Test
    void restOfAtMostTheLongestIsNoPause() {
        beat(0);
        restUntil(22);

        assertThat(state(22 + LONGEST_REST)).isEqualTo(NodeState.DOWN);
    }

    @Test
    void nodeThatIsVouchedForIsNotCalledDownForAnotherHalfTolerance() {
        beat(0);
        restUntil(30);
        registry.vouch(new NodeName("worker1"), seconds(30));

        restUntil(45);
        assertThat(state(45)).isEqualTo(NodeState.LIVE);
        assertThat(state(46)).isEqualTo(NodeState.DOWN);
    }

    @Test
    void nobodyIsVouchedForBeyondThreeTolerances() {
        beat(0);
        for (int now = 5; now <= 200; now += 5) {
            registry.vouch(new NodeName("worker1"), seconds(now));
            state(now);
        }

        assertThat(state(200)).isEqualTo(NodeState.DOWN);
    }

    @Test
    void lossesStretchTheToleranceAndAnOutageDoesNot() {
        int now = 0;
        for (int beat = 0; beat < 60; beat++) {
            now = restUntil(now + 5);
            seq++;
            if (beat % 3 != 0) { // a third is lost
                observe(now, heartbeat("worker1", 1, seq));
            }
        }
        assertThat(tolerance(now)).isBetween(Duration.ofSeconds(80), Duration.ofMinutes(2));

        NodeRegistry other =
                new NodeRegistry(new LivenessPolicy(Duration.ofSeconds(30)), Duration.ofDays(1), MinFree.NONE);
        other.observe(heartbeat("worker1", 1, 1), seconds(0));
        other.observe(heartbeat("worker1", 1, 100), seconds(500));
        assertThat(other.snapshot(seconds(500)).nodes().get(0).tolerance()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void noiseIsSmoothedAndAStepIsFollowedAtOnce() {
        int[] readings = {500, 540, 460, 520, 480, 500};
        for (int i = 0; i < readings.length; i++) {
            observe(i, heartbeat("worker1", 1, ++seq, memory(readings[i]), Duration.ofSeconds(5)));
        }
        assertThat(freeMib(5)).isEqualTo(500);

        observe(6, heartbeat("worker1", 1, ++seq, memory(600), Duration.ofSeconds(5)));
        assertThat(freeMib(6)).isEqualTo(600);
    }

    private long freeMib(int now) {
        return registry.snapshot(seconds(now)).nodes().get(0).freeBytes() >> 20;
    }

    private NodeState state(int now) {
        return registry.snapshot(seconds(now)).nodes().get(0).state();
    }

    private Duration tolerance(int now) {
        return registry.snapshot(seconds(now)).nodes().get(0).tolerance();
    }

    private void beat(int now) {
        observe(now, next());
    }

    private int beatUntil(int from, int end) {
        int now = from;
        while (now + 5 <= end) {
            now += 5;
            beat(now);
        }
        return now;
    }

    /** The control loop goes on looking, so that this is no pause of our own. */
    private int restUntil(int end) {
        for (int now = Math.max(0, end - 40); now <= end; now += 3) {
            registry.snapshot(seconds(now));
        }
        registry.snapshot(seconds(end));
        return end;
    }

    private Heartbeat next() {
        Heartbeat it = heartbeat("worker1", 1, ++seq);
        Endpoint at = new Endpoint(it.endpoint().ip(), port);
        return new Heartbeat(it.node(), at, it.memory(), it.time(), it.boot(), it.seq(), it.interval());
    }

    private NodeRegistry.Observation observe(int now, Heartbeat heartbeat) {
        return registry.observe(heartbeat, seconds(now));
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
