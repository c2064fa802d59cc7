package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.heartbeat;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.memory;
import static dev.mandor.manager.TestNodes.snapshot;
import static dev.mandor.manager.TestNodes.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettlingTest {
    private static final long START = Long.MAX_VALUE - 1; // the clock overflows while the manager settles

    @Test
    void isOverAtOneWorkerIntervalAndAFifthAndNotANanosecondBefore() {
        Settling settling = new Settling(START, Duration.ofSeconds(30));

        assertEndsAt(settling, snapshot(live("worker1", 500)), Duration.ofSeconds(6));
        assertEndsAt(settling, ClusterSnapshot.EMPTY, Duration.ofSeconds(6));
    }

    @Test
    void agentThatReportsSeldomExtendsIt() {
        Settling settling = new Settling(START, Duration.ofSeconds(30));

        assertEndsAt(settling, snapshot(live("worker1", 500), reportsEvery(20)), Duration.ofSeconds(24));
    }

    @Test
    void agentThatReportsOftenDoesNotShortenIt() {
        assertEndsAt(new Settling(START, Duration.ofSeconds(30)), snapshot(reportsEvery(1)), Duration.ofSeconds(6));
    }

    @Test
    void takesNoLongerThanTheTolerance() {
        assertEndsAt(new Settling(START, Duration.ofSeconds(30)), snapshot(reportsEvery(3600)), Duration.ofSeconds(30));
        assertEndsAt(new Settling(START, Duration.ofSeconds(2)), ClusterSnapshot.EMPTY, Duration.ofSeconds(2));
    }

    private static void assertEndsAt(Settling settling, ClusterSnapshot snapshot, Duration end) {
        assertThat(settling.isOver(snapshot, START + end.toNanos() - 1)).isFalse();
        assertThat(settling.isOver(snapshot, START + end.toNanos())).isTrue();
    }

    private static NodeStatus reportsEvery(int seconds) {
        return status(
                heartbeat("worker9", 1, 1, memory(500), Duration.ofSeconds(seconds)), Duration.ZERO, NodeState.LIVE);
    }
}
