package dev.mandor.manager.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void percentilesAreExactBelow64Milliseconds() {
        Histogram times = new Histogram();
        for (int millis = 1; millis <= 50; millis++) {
            times.add(millis);
        }

        assertThat(times.percentile(50)).isEqualTo(25);
        assertThat(times.percentile(98)).isEqualTo(49);
        assertThat(times.percentile(98.1)).isEqualTo(50);
        assertThat(times.percentile(100)).isEqualTo(50);
    }

    @Test
    void percentilesAreNeverBelowTheTrueOnesAndAtMostThreePercentAbove() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            long[] millis = random.longs(1 + random.nextInt(300), 0, 1L << (1 + random.nextInt(22)))
                    .toArray();
            Histogram times = new Histogram();
            Arrays.stream(millis).forEach(times::add);
            Arrays.sort(millis);

            for (double percent : new double[] {1, 50, 95, 99, 100}) {
                long exact = millis[(int) Math.ceil(percent / 100 * millis.length) - 1];
                assertThat((double) times.percentile(percent))
                        .as("seed %d, %s %%", seed, percent)
                        .isBetween((double) exact, exact * 1.032);
            }
        }
    }

    @Test
    void sumIsAsIfAllHadBeenAddedToOne() {
        Histogram sum = new Histogram();
        Histogram other = new Histogram();
        sum.add(3);
        other.add(5000);
        sum.add(other);

        assertThat(sum.total()).isEqualTo(2);
        assertThat(sum.percentile(50)).isEqualTo(3);
        assertThat(sum.max()).isEqualTo(5000);
    }

    @Test
    void longestIsToldHoweverLong() {
        Histogram times = new Histogram();
        times.add(Long.MAX_VALUE);

        assertThat(times.max()).isEqualTo(Long.MAX_VALUE);
        assertThat(new Histogram().percentile(99)).isZero();
    }
}
