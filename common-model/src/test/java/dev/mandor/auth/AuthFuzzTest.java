package dev.mandor.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.mandor.fuzz.Corpus;
import dev.mandor.fuzz.Mutator;
import java.util.HexFormat;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** The short form of {@code scripts/fuzz}: signatures and key files, the corpus, and what a seeded mutator makes of it. */
class AuthFuzzTest {
    private static final int INPUTS = 20_000;
    private static final SortedMap<String, byte[]> DATAGRAMS = Corpus.of(SignedDatagramFuzz.class);
    private static final SortedMap<String, byte[]> KEY_FILES = Corpus.of(KeyRingFuzz.class);

    @Test
    void datagramsOfTheCorpusAreSignedAsTheirNamesSay() {
        DATAGRAMS.forEach((name, datagram) -> {
            guarded(name, datagram, () -> SignedDatagramFuzz.fuzzerTestOneInput(datagram));
            assertThat(SignedDatagramFuzz.checkDatagram(datagram).isPresent())
                    .as(name)
                    .isEqualTo(name.startsWith("good-"));
        });
    }

    @Test
    void spoiltDatagramIsSignedOnlyAsTheHolderOfTheKeySendsIt() {
        spoil(DATAGRAMS, SignedDatagramFuzz::fuzzerTestOneInput);
    }

    @Test
    void keyFilesOfTheCorpusAreUnderstoodAsTheirNamesSay() {
        KEY_FILES.forEach((name, file) -> {
            guarded(name, file, () -> KeyRingFuzz.fuzzerTestOneInput(file));
            if (name.startsWith("good-") || name.startsWith("bad-")) {
                assertThat(KeyRingFuzz.accepts(file)).as(name).isEqualTo(name.startsWith("good-"));
            }
        });
    }

    @Test
    void spoiltKeyFileIsUnderstoodAsItIsWrittenOrRefused() {
        spoil(KEY_FILES, KeyRingFuzz::fuzzerTestOneInput);
    }

    private static void spoil(SortedMap<String, byte[]> corpus, Target target) {
        long seed = System.nanoTime();
        Mutator mutator = new Mutator(seed, corpus.values());
        for (int number = 0; number < INPUTS; number++) {
            byte[] input = mutator.next();
            guarded("input " + number + " of seed " + seed, input, () -> target.test(input));
        }
    }

    private static void guarded(String name, byte[] input, Runnable test) {
        try {
            test.run();
        } catch (AssertionError | RuntimeException e) {
            fail(name + ": " + HexFormat.of().formatHex(input), e);
        }
    }

    private interface Target {
        void test(byte[] input);
    }
}
