package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.model.MemoryReading;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EarlyBeatTest {
    private static final long SECOND = 1_000_000_000;
    private static final long PEBIBYTE = 1L << 50;

    @ParameterizedTest
    @CsvSource({"500, false", "450, false", "449, true", "550, false", "551, true", "0, true", "1000, true"})
    void moveOfMoreThanATwentiethIsNews(long free, boolean news) {
        assertThat(EarlyBeat.isNews(new MemoryReading(500, 1000), new MemoryReading(free, 1000)))
                .isEqualTo(news);
    }

    @Test
    void largestMoveIsNews() {
        assertThat(EarlyBeat.isNews(new MemoryReading(PEBIBYTE, PEBIBYTE), new MemoryReading(0, PEBIBYTE)))
                .isTrue();
        assertThat(EarlyBeat.isNews(new MemoryReading(0, PEBIBYTE), new MemoryReading(PEBIBYTE, PEBIBYTE)))
                .isTrue();
    }

    @Test
    void nothingGoesAheadWithinASecondOfTheLastReading() {
        assertThat(EarlyBeat.isAllowed(Duration.ofSeconds(5), SECOND)).isTrue();
        assertThat(EarlyBeat.isAllowed(Duration.ofSeconds(5), SECOND - 1)).isFalse();
    }

    @Test
    void nothingGoesAheadOfIntervalsOfASecondOrLess() {
        assertThat(EarlyBeat.isAllowed(Duration.ofSeconds(1).plusNanos(1), SECOND))
                .isTrue();
        assertThat(EarlyBeat.isAllowed(Duration.ofSeconds(1), SECOND)).isFalse();
    }
}
