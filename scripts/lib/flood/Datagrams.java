import dev.mandor.auth.HeartbeatKey;
import dev.mandor.auth.SignedDatagram;
import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HeartbeatCodec;
import dev.mandor.model.HostLoad;
import dev.mandor.model.IpAddress;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * {@code java -cp manager.jar Datagrams.java KIND KEY-FILE SEQ > FILE}: what an attacker at 198.18.0.66 sends to a manager with
 * the nodes worker1 to worker10 at 198.18.0.11 to 198.18.0.20, in the form that flood.c reads. Each claims the most memory
 * that there can be. KIND is one of
 *
 * <pre>
 * forged     the nodes' names: by turns with their own addresses, and with the attacker's and ever other ports
 * wrong-key  the same, as if signed with the nodes' keys in KEY-FILE
 * random     random bytes, 0 to 1300
 * names      a new name in each, with the attacker's address
 * restless   one node of the attacker's own that changes all that it can with each heartbeat
 * burst      no attack: 1,000 nodes of good will with heartbeat SEQ, signed with the first key of KEY-FILE
 * </pre>
 */
final class Datagrams {
    private static final String NUMBER = "100000000000"; // flood.c counts it up
    private static final String ATTACKER = "198.18.0.66";
    private static final int MANY = 1000;
    private static final MemoryReading MOST = new MemoryReading(1L << 40, 1L << 40);
    private static final long BOOT = 4_000_000_000_000L; // later than any real one

    private Datagrams() {}

    public static void main(String[] words) throws IOException {
        List<String> keys = Files.readAllLines(Path.of(words[1]));
        long seq = Long.parseLong(words[2]);
        Random random = new Random(20181121);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out))) {
            for (int i = 0; i < MANY; i++) {
                byte[] datagram = switch (words[0]) {
                    case "forged" -> HeartbeatCodec.encode(forged(i));
                    case "wrong-key" -> SignedDatagram.sign(HeartbeatCodec.encode(forged(i)), wrong(keys.get(i % 10)));
                    case "random" -> randomBytes(random);
                    case "names" -> HeartbeatCodec.encode(heartbeat("forged-" + NUMBER, ATTACKER, 8080, MOST, true, BOOT, 1));
                    case "restless" -> HeartbeatCodec.encode(restless(i));
                    case "burst" -> SignedDatagram.sign(HeartbeatCodec.encode(good(i, seq)), HeartbeatKey.parse(keys.get(0)));
                    default -> throw new IllegalArgumentException(words[0]);
                };
                out.writeShort(datagram.length);
                out.write(datagram);
            }
        }
    }

    private static Heartbeat forged(int i) {
        String address = i / 10 % 2 == 0 ? "198.18.0." + (11 + i % 10) : ATTACKER;
        return heartbeat("worker" + (1 + i % 10), address, 1024 + i, MOST, true, BOOT, Long.parseLong(NUMBER));
    }

    private static Heartbeat restless(int i) {
        MemoryReading memory = i % 3 == 0 ? MOST : new MemoryReading(1L << 20, 1L << 40);
        return heartbeat("restless", ATTACKER, 1024 + i, memory, i % 2 == 0, BOOT, Long.parseLong(NUMBER));
    }

    private static Heartbeat good(int i, long seq) {
        return heartbeat("node" + i, "198.18." + (1 + i / 250) + "." + (1 + i % 250), 8080, MOST, true, 1, seq);
    }

    private static Heartbeat heartbeat(
            String node, String address, int port, MemoryReading memory, boolean healthy, long boot, long seq) {
        Instant time = healthy ? Instant.now() : Instant.EPOCH; // a clock that jumps, for the restless one
        return new Heartbeat(
                new NodeName(node),
                new Endpoint(IpAddress.parse(address), port),
                memory,
                HostLoad.UNKNOWN,
                healthy,
                false,
                Map.of(),
                time,
                boot,
                seq,
                Duration.ofSeconds(5));
    }

    private static HeartbeatKey wrong(String line) {
        String[] words = line.split(" ", 3);
        return HeartbeatKey.parse(words[0] + " " + words[1] + " " + Base64.getEncoder().encodeToString(new byte[32]));
    }

    private static byte[] randomBytes(Random random) {
        byte[] bytes = new byte[random.nextInt(1300)];
        random.nextBytes(bytes);
        return bytes;
    }
}
