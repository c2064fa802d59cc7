package dev.mandor.manager.traffic;

import static dev.mandor.manager.nginx.Sampling.ALL;
import static dev.mandor.manager.nginx.Sampling.ONE_OF_10;
import static dev.mandor.manager.nginx.Sampling.ONE_OF_100;
import static dev.mandor.manager.nginx.Sampling.ONE_OF_1000;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.nginx.Sampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplingStepTest {
    @Test
    void secondLoudSecondInARowMakesItCoarser() {
        assertThat(after(ALL, 201)).isEqualTo(ALL);
        assertThat(after(ALL, 201, 201)).isEqualTo(ONE_OF_10);
        assertThat(after(ALL, 201, 200, 201)).isEqualTo(ALL);
        assertThat(after(ALL, 200, 200, 200, 200)).isEqualTo(ALL);
    }

    @Test
    void stepIsAtOnceAsCoarseAsItNeedsToBe() {
        assertThat(after(ALL, 2_001, 2_001)).isEqualTo(ONE_OF_100);
        assertThat(after(ALL, 1_000_000, 1_000_000, 1_000_000)).isEqualTo(ONE_OF_1000);
    }

    @Test
    void tenQuietMinutesMakeItFinerByOneStep() {
        assertThat(quiet(ONE_OF_100, SamplingStep.QUIET_SECONDS - 1, 999)).isEqualTo(ONE_OF_100);
        assertThat(quiet(ONE_OF_100, SamplingStep.QUIET_SECONDS, 999)).isEqualTo(ONE_OF_10);
        assertThat(quiet(ONE_OF_100, 2 * SamplingStep.QUIET_SECONDS, 1_000)).isEqualTo(ONE_OF_100);
        assertThat(quiet(ALL, 2 * SamplingStep.QUIET_SECONDS, 0)).isEqualTo(ALL);
    }

    /** A steady load finds its step and stays there, from wherever it begins. */
    @ParameterizedTest
    @CsvSource({"5", "50", "150", "250", "999", "1500", "2500", "15000", "25000", "90000"})
    void steadyLoadSettlesWithinTwoHundredLinesASecond(long requests) {
        for (Sampling start : Sampling.values()) {
            SamplingStep step = SamplingStep.at(start);
            Sampling last = start;
            int changes = 0;
            for (int second = 0; second < 5 * SamplingStep.QUIET_SECONDS; second++) {
                step = step.after(requests);
                changes += step.sampling() == last ? 0 : 1;
                last = step.sampling();
            }
            assertThat(changes).isLessThanOrEqualTo(3);
            assertThat(requests / last.requestsPerLine()).isLessThanOrEqualTo(SamplingStep.MOST_LINES);
            assertThat(step.after(requests).sampling()).isEqualTo(last);
        }
    }

    private static Sampling after(Sampling start, long... seconds) {
        SamplingStep step = SamplingStep.at(start);
        for (long requests : seconds) {
            step = step.after(requests);
        }
        return step.sampling();
    }

    private static Sampling quiet(Sampling start, int seconds, long requests) {
        return after(
                start,
                java.util.stream.LongStream.generate(() -> requests)
                        .limit(seconds)
                        .toArray());
    }
}
