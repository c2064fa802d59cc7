package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JitterTest {
    private static final double JUST_BELOW_ONE = 1 - 0x1p-53;

    @ParameterizedTest
    @CsvSource({"0, 4750000000", "0.25, 4875000000", "0.5, 5000000000", "1, 5250000000"})
    void delayIsTheIntervalGiveOrTakeOneTwentieth(double random, long delayNanos) {
        assertThat(Jitter.next(5_000_000_000L, random)).isEqualTo(delayNanos);
    }

    @ParameterizedTest
    @CsvSource({"100000000", "3600000000000"})
    void shortestAndLongestIntervalStayWithinTheBounds(long intervalNanos) {
        assertThat(Jitter.next(intervalNanos, 0)).isEqualTo(intervalNanos / 100 * 95);
        assertThat(Jitter.next(intervalNanos, JUST_BELOW_ONE)).isEqualTo(intervalNanos / 100 * 105);
    }
}
