package dev.mandor.manager.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.SpoiltLines;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The short form of {@code scripts/fuzz traffic}. */
class TrafficLineFuzzTest {
    private static final int LINES = 20_000;

    @Test
    void linesOfTheCorpusAreUnderstoodAsTheirNamesSay() throws Exception {
        assertThat(new SpoiltLines(TrafficLineFuzz.class).allAre((line, good) -> TrafficLineFuzz.accepts(line) == good))
                .isTrue();
    }

    @Test
    void spoiltLineIsUnderstoodOrPassedOver() throws Exception {
        long seed = System.nanoTime();
        int accepted = 0;
        for (byte[] line : new SpoiltLines(TrafficLineFuzz.class).spoilt(LINES, seed)) {
            accepted += accepts(line, seed) ? 1 : 0;
        }
        assertThat(accepted).as("accepted of seed %d", seed).isBetween(LINES / 100, LINES / 2);
    }

    private static boolean accepts(byte[] line, long seed) {
        try {
            return TrafficLineFuzz.accepts(line);
        } catch (AssertionError | RuntimeException | StackOverflowError e) {
            throw new AssertionError("of seed " + seed + ": " + new String(line, StandardCharsets.UTF_8), e);
        }
    }
}
