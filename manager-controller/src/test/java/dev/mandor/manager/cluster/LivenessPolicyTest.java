package dev.mandor.manager.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LivenessPolicyTest {
    private static final long TOLERANCE = Duration.ofSeconds(30).toNanos();
    private final LivenessPolicy policy = new LivenessPolicy(Duration.ofSeconds(30));

    @Test
    void nodeIsLiveAtExactlyTheTolerance() {
        assertThat(policy.isLive(7, 7 + TOLERANCE)).isTrue();
    }

    @Test
    void nodeIsDownOneNanosecondPastTheTolerance() {
        assertThat(policy.isLive(7, 7 + TOLERANCE + 1)).isFalse();
    }

    @Test
    void theOverflowOfNanoTimeChangesNoVerdict() {
        long arrived = Long.MAX_VALUE - 5;
        long atTolerance = arrived + TOLERANCE;

        assertThat(atTolerance).isNegative();
        assertThat(policy.isLive(arrived, atTolerance)).isTrue();
        assertThat(policy.isLive(arrived, atTolerance + 1)).isFalse();
    }

    @Test
    void heartbeatThatArrivedAfterTheSnapshotWasBegunIsLive() {
        assertThat(policy.isLive(8, 7)).isTrue();
    }
}
