package dev.mandor.manager.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mandor.manager.cluster.MemoryForecast.Reading;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One reading every 10 s. */
class MemoryForecastTest {
    @Test
    void straightLineIsFollowedToTheFloor() {
        assertThat(MemoryForecast.untilBelow(64, readings(30, index -> 2000 - 10 * index)))
                .hasValueSatisfying(left -> assertThat(left.toSeconds()).isCloseTo(1646, within(1L)));
    }

    @Test
    void beyondTheHorizonNothingIsSaid() {
        assertThat(MemoryForecast.untilBelow(90, readings(30, index -> 2180 - 10 * index)))
                .isPresent();
        assertThat(MemoryForecast.untilBelow(89, readings(30, index -> 2180 - 10 * index)))
                .isEmpty();
    }

    @Test
    void tooFewReadingsSayNothing() {
        assertThat(MemoryForecast.untilBelow(0, readings(12, index -> 100 - index)))
                .isNotEmpty();
        assertThat(MemoryForecast.untilBelow(0, readings(11, index -> 100 - index)))
                .isEmpty();
    }

    @Test
    void memoryThatRisesOrRestsOrFellOnceSaysNothing() {
        assertThat(MemoryForecast.untilBelow(0, readings(30, index -> 100 + index)))
                .isEmpty();
        assertThat(MemoryForecast.untilBelow(0, readings(30, index -> 100))).isEmpty();
        for (int fell = 1; fell < 30; fell++) {
            int when = fell;
            assertThat(MemoryForecast.untilBelow(0, readings(30, index -> index < when ? 800 : 100 - index / 10)))
                    .as("fell at reading " + fell)
                    .isEmpty();
        }
    }

    @Test
    void onePeakDoesNotTurnTheLine() {
        assertThat(MemoryForecast.untilBelow(0, readings(30, index -> index == 14 ? 9000 : 100 - index)))
                .isEqualTo(MemoryForecast.untilBelow(0, readings(30, index -> 100 - index)));
    }

    private static List<Reading> readings(int count, LongUnaryOperator freeBytes) {
        return IntStream.range(0, count)
                .mapToObj(index -> new Reading(index * 10_000_000_000L, freeBytes.applyAsLong(index)))
                .toList();
    }
}
