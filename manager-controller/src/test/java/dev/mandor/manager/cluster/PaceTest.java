package dev.mandor.manager.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;

    @Test
    void fastestAgentIsNeverTooOften() {
        assertThat(heardOf(6000, i -> i * 95 * MILLI)).isEqualTo(6000); // 100 ms, less the most of its jitter
    }

    @Test
    void twoSecondsOfTheFastestAgentMayComeAtOnce() {
        assertThat(heardOf(1000, i -> 0)).isBetween(21, 26);
    }

    @Test
    void whoeverReportsWithoutPauseIsHeardTwelveTimesASecond() {
        assertThat(heardOf(20_000, i -> i * MILLI)).isBetween(20 * 12, 22 * 12 + 2);
    }

    @Test
    void bunchIsAllowedAgainAfterItsTime() {
        assertThat(heardOf(60, i -> i < 20 ? 0 : 2100 * MILLI)).isBetween(40, 46);
    }

    private static int heardOf(int count, LongUnaryOperator arrivalNanos) {
        Pace pace = Pace.startingAt(arrivalNanos.applyAsLong(0));
        int heard = 1;
        for (int i = 1; i < count; i++) {
            long now = arrivalNanos.applyAsLong(i);
            if (pace.allows(now)) {
                pace = pace.after(now);
                heard++;
            }
        }
        return heard;
    }
}
