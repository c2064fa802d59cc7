package dev.mandor.manager.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.mandor.model.HostLoad;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SmoothedLoadTest {
    private static final Duration TIME_CONSTANT = Duration.ofSeconds(SmoothedLoad.TIME_CONSTANT_SECONDS);
    private static final Offset<Double> EXACTLY = Offset.offset(1e-12);

    @Test
    void cpuAndPressureAreMeansAndSwapIsTheNewest() {
        HostLoad next = SmoothedLoad.startingWith(load(0, 100, 1))
                .with(load(1, 0, 7), TIME_CONSTANT)
                .load();

        assertThat(next.cpuLoad().getAsDouble()).isEqualTo(1 - Math.exp(-1), EXACTLY);
        assertThat(next.memoryPressure().getAsDouble()).isEqualTo(100 * Math.exp(-1), EXACTLY);
        assertThat(next.swapUsedBytes()).hasValue(7);
    }

    @Test
    void figureThatIsToldForTheFirstTimeIsBelieved() {
        assertThat(SmoothedLoad.startingWith(HostLoad.UNKNOWN)
                        .with(load(0.5, 10, 1), Duration.ofSeconds(1))
                        .load())
                .isEqualTo(load(0.5, 10, 1));
    }

    @Test
    void figureThatIsNotToldAnyMoreIsUnknown() {
        assertThat(SmoothedLoad.startingWith(load(0.5, 10, 1))
                        .with(HostLoad.UNKNOWN, Duration.ofSeconds(1))
                        .load())
                .isEqualTo(HostLoad.UNKNOWN);
    }

    @Test
    void noRoundingTakesAMeanOutOfItsRange() {
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            HostLoad before = load(anyShare(random), 100 * anyShare(random), 0);
            HostLoad next = load(anyShare(random), 100 * anyShare(random), 0);
            Duration elapsed = Duration.ofMillis(random.nextInt(1_000_000));

            assertThatCode(() -> SmoothedLoad.startingWith(before).with(next, elapsed))
                    .as("seed %d", seed)
                    .doesNotThrowAnyException();
        }
    }

    private static double anyShare(Random random) {
        return random.nextInt(3) == 0 ? random.nextInt(2) : random.nextDouble();
    }

    private static HostLoad load(double cpu, double pressure, long swap) {
        return new HostLoad(OptionalDouble.of(cpu), OptionalDouble.of(pressure), OptionalLong.of(swap));
    }
}
