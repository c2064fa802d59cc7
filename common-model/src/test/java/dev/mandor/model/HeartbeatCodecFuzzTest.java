package dev.mandor.model;

import static dev.mandor.model.Heartbeats.EXAMPLE_JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Spoils valid heartbeats at random: whatever arrives, it is a heartbeat or it is refused in words that are safe to log. */
class HeartbeatCodecFuzzTest {
    private static final int DATAGRAMS = 60_000;
    private static final byte[][] VALID = {
        EXAMPLE_JSON.getBytes(UTF_8),
        Heartbeats.with("ip", "\"2001:db8::1\"").getBytes(UTF_8),
        Heartbeats.and(",\"leaving\":true,\"later\":{\"a\":[1.5e3,null,\"\\u001b\\ud83d\\ude00\"]}")
                .getBytes(UTF_8),
        Heartbeats.and(Heartbeats.FURTHER_FIELDS).getBytes(UTF_8),
    };
    private static final String INTERESTING = "{}[]\":,\\.-+eE0123456789 \n\r\t\0\u001b\u007f\u0080\u00ff%;/*'#";

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void spoiltHeartbeatIsUnderstoodOrRefusedSafely() {
        int refused = 0;
        for (int i = 0; i < DATAGRAMS; i++) {
            byte[] datagram = VALID[random.nextInt(VALID.length)];
            for (int mutations = 1 + random.nextInt(3); mutations > 0; mutations--) {
                datagram = mutated(datagram);
            }
            refused += isRefused(datagram, i) ? 1 : 0;
        }
        assertThat(refused).as("refused datagrams, seed %d", seed).isBetween(DATAGRAMS / 2, DATAGRAMS - 1000);
    }

    private boolean isRefused(byte[] datagram, int number) {
        try {
            Heartbeat heartbeat = Heartbeats.decode(datagram);
            if (!isReadBack(heartbeat)) {
                fail("accepted, but not read back: %s", described(datagram, number));
            }
            return false;
        } catch (MalformedHeartbeatException e) {
            if (e.getMessage().chars().anyMatch(c -> c < ' ' || c > '~') || e.getCause() != null) {
                fail("unsafe to log: %s", described(datagram, number), e);
            }
            return true;
        } catch (RuntimeException | StackOverflowError e) {
            return fail("not refused as malformed: " + described(datagram, number), e);
        }
    }

    private static boolean isReadBack(Heartbeat heartbeat) throws MalformedHeartbeatException {
        byte[] written = HeartbeatCodec.encode(heartbeat);
        Heartbeat back = Heartbeats.decode(written);
        return Arrays.equals(HeartbeatCodec.encode(back), written)
                && back.time().equals(heartbeat.time().truncatedTo(ChronoUnit.MILLIS))
                && back.node().equals(heartbeat.node())
                && back.endpoint().equals(heartbeat.endpoint())
                && back.memory().equals(heartbeat.memory())
                && back.healthy() == heartbeat.healthy()
                && back.leaving() == heartbeat.leaving()
                && back.load().swapUsedBytes().equals(heartbeat.load().swapUsedBytes())
                && back.otherPorts().equals(heartbeat.otherPorts())
                && back.interval().equals(heartbeat.interval())
                && !back.isNewerThan(heartbeat)
                && !heartbeat.isNewerThan(back);
    }

    private String described(byte[] datagram, int number) {
        return "datagram " + number + " of seed " + seed + ": " + Arrays.toString(datagram);
    }

    private byte[] mutated(byte[] datagram) {
        int at = random.nextInt(datagram.length + 1);
        int until = Math.min(datagram.length, at + random.nextInt(12));
        return switch (random.nextInt(5)) {
            case 0 -> spliced(datagram, at, until, new byte[0]); // delete
            case 1 -> spliced(datagram, until, until, Arrays.copyOfRange(datagram, at, until)); // duplicate
            case 2 -> spliced(datagram, at, at, interesting()); // insert
            case 3 -> spliced(datagram, at, Math.min(datagram.length, at + 1), interesting()); // replace
            default -> spliced(datagram, at, until, slice(VALID[random.nextInt(VALID.length)])); // splice
        };
    }

    private byte[] interesting() {
        return random.nextInt(4) == 0
                ? new byte[] {(byte) random.nextInt(256)}
                : new byte[] {(byte) INTERESTING.charAt(random.nextInt(INTERESTING.length()))};
    }

    private byte[] slice(byte[] donor) {
        int start = random.nextInt(donor.length);
        return Arrays.copyOfRange(donor, start, Math.min(donor.length, start + random.nextInt(60)));
    }

    private static byte[] spliced(byte[] datagram, int start, int end, byte[] middle) {
        byte[] result = Arrays.copyOf(datagram, datagram.length - (end - start) + middle.length);
        System.arraycopy(middle, 0, result, start, middle.length);
        System.arraycopy(datagram, end, result, start + middle.length, datagram.length - end);
        return result;
    }
}
