package dev.mandor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.mandor.fuzz.Corpus;
import dev.mandor.fuzz.Mutator;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** The short form of {@code scripts/fuzz}: the corpus, and what a seeded mutator makes of it. */
class HeartbeatCodecFuzzTest {
    private static final int DATAGRAMS = 40_000;
    private static final SortedMap<String, byte[]> CORPUS = Corpus.of(HeartbeatCodecFuzz.class);

    @Test
    void heartbeatsOfTheCorpusAreUnderstoodAsTheirNamesSay() {
        CORPUS.forEach((name, datagram) -> {
            boolean accepted = accepts(datagram, name);
            if (name.startsWith("good-") || name.startsWith("bad-")) {
                assertThat(accepted).as(name).isEqualTo(name.startsWith("good-"));
            }
        });
    }

    @Test
    void spoiltHeartbeatIsUnderstoodAsItIsWrittenOrRefused() {
        long seed = System.nanoTime();
        Mutator mutator = new Mutator(seed, CORPUS.values());
        int accepted = 0;
        for (int number = 0; number < DATAGRAMS; number++) {
            accepted += accepts(mutator.next(), "datagram " + number + " of seed " + seed) ? 1 : 0;
        }
        assertThat(accepted).as("accepted of seed %d", seed).isBetween(DATAGRAMS / 100, DATAGRAMS / 2);
    }

    @Test
    void nothingIsReadBeyondTheLength() throws MalformedHeartbeatException {
        byte[] datagram = CORPUS.get("good-full");
        byte[] buffer = Arrays.copyOf(datagram, 2 * datagram.length);
        System.arraycopy(datagram, 0, buffer, datagram.length, datagram.length);

        assertThat(HeartbeatCodec.decode(buffer, datagram.length)).isEqualTo(Heartbeats.FULL_EXAMPLE);
    }

    private static boolean accepts(byte[] datagram, String name) {
        try {
            return HeartbeatCodecFuzz.accepts(datagram);
        } catch (AssertionError | RuntimeException | StackOverflowError e) {
            return fail(name + ": " + HexFormat.of().formatHex(datagram), e);
        }
    }
}
