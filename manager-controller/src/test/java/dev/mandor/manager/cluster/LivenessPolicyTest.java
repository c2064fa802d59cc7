package dev.mandor.manager.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LivenessPolicyTest {
    private static final LivenessPolicy POLICY = new LivenessPolicy(Duration.ofSeconds(30));
    private static final long TOLERANCE = Duration.ofSeconds(30).toNanos();

    @Test
    void nodeIsLiveAtExactlyTheTolerance() {
        assertThat(LivenessPolicy.isLive(7, 7 + TOLERANCE, POLICY.tolerance())).isTrue();
    }

    @Test
    void nodeIsDownOneNanosecondPastTheTolerance() {
        assertThat(LivenessPolicy.isLive(7, 7 + TOLERANCE + 1, POLICY.tolerance()))
                .isFalse();
    }

    @Test
    void theOverflowOfNanoTimeChangesNoVerdict() {
        long arrived = Long.MAX_VALUE - 5;
        long atTolerance = arrived + TOLERANCE;

        assertThat(atTolerance).isNegative();
        assertThat(LivenessPolicy.isLive(arrived, atTolerance, POLICY.tolerance()))
                .isTrue();
        assertThat(LivenessPolicy.isLive(arrived, atTolerance + 1, POLICY.tolerance()))
                .isFalse();
    }

    @Test
    void heartbeatThatArrivedAfterTheSnapshotWasBegunIsLive() {
        assertThat(LivenessPolicy.isLive(8, 7, POLICY.tolerance())).isTrue();
    }

    @Test
    void nothingLostIsJustTheTolerance() {
        assertThat(POLICY.toleranceFor(0, Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(30));
        assertThat(POLICY.toleranceFor(0.03, Duration.ofSeconds(5))).isGreaterThan(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource({"0.1, 9", "0.2, 13", "0.3, 18"})
    void moreLossNeedsMoreSilentIntervals(double loss, int intervals) {
        assertThat(Math.pow(loss, intervals)).isLessThanOrEqualTo(1.0000001e-9);
        assertThat(POLICY.toleranceFor(loss, Duration.ofSeconds(5))).isEqualTo(Duration.ofMillis(intervals * 5_250L));
    }

    @Test
    void stretchingEndsAtFourTolerances() {
        assertThat(POLICY.toleranceFor(0.99, Duration.ofSeconds(5))).isEqualTo(Duration.ofMinutes(2));
        assertThat(POLICY.toleranceFor(1, Duration.ofHours(1))).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void frequentHeartbeatsNeedNoStretching() {
        assertThat(POLICY.toleranceFor(0.3, Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(30));
    }
}
