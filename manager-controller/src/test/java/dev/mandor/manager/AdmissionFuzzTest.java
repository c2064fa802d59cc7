package dev.mandor.manager;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The short form of {@code scripts/fuzz admission}: the corpus, and hostile heartbeats, signed in all ways. */
class AdmissionFuzzTest {
    private static final int DATAGRAMS = 20_000;

    @Test
    void messagesOfTheCorpusAreBelievedIfAndOnlyIfTheRulesSaySo() throws IOException, URISyntaxException {
        Path corpus = Path.of(AdmissionFuzz.class.getResource("AdmissionFuzz").toURI());
        try (Stream<Path> files = Files.list(corpus)) {
            for (Path file : files.toList()) {
                check(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
    }

    @Test
    void hostileMessageIsBelievedIfAndOnlyIfTheRulesSaySo() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        HostileHeartbeats heartbeats = new HostileHeartbeats(random);
        for (int number = 0; number < DATAGRAMS; number++) {
            byte[] message = heartbeats.next(HostileText.any(HostileHeartbeats.NAMES, random));
            byte[] input = new byte[message.length + 1];
            input[0] = (byte) random.nextInt(16);
            System.arraycopy(message, 0, input, 1, message.length);
            check("datagram " + number + " of seed " + seed, input);
        }
    }

    private static void check(String name, byte[] input) {
        try {
            AdmissionFuzz.fuzzerTestOneInput(input);
        } catch (AssertionError | RuntimeException e) {
            fail(name + ": " + HexFormat.of().formatHex(input), e);
        }
    }
}
