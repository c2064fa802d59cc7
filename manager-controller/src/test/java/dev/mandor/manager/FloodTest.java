package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.heartbeat;
import static dev.mandor.manager.TestNodes.sentFrom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mandor.auth.HeartbeatKey;
import dev.mandor.auth.KeyRing;
import dev.mandor.auth.SignedDatagram;
import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.Membership;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HeartbeatCodec;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Very many datagrams, good and bad. How fast is measured by {@code scripts/bench flood}; here only that nothing is lost. */
class FloodTest {
    private static final String KEY_1 = "k1 worker1 bm90IGZvciBhbnlib2R5J3MgZXllcyAgICAgICAgICA=";
    private static final String WRONG_KEY_1 = "k1 worker1 bm90IGZvciBBTllib2R5J3MgZXllcyAgICAgICAgICA=";
    private static final String SHARED = "all * em90IGZvciBhbnlib2R5J3MgZXllcyAgICAgICAgICA=";
    private static final KeyRing KEYS = KeyRing.parse(List.of(KEY_1, SHARED));
    private static final Clock CLOCK =
            Clock.fixed(Instant.EPOCH, ZoneOffset.UTC); // when TestNodes' heartbeats are sent
    private static final int NODES = 1000;
    private static final int NEEDED_BUFFER_BYTES =
            NODES * 1152; // the kernel counts half of 2304 bytes for each, or of 1280
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    private final CapturedLog log = new CapturedLog(Rejections.class);

    private final NodeRegistry registry = new NodeRegistry(
            new LivenessPolicy(Duration.ofSeconds(30)),
            Duration.ofDays(365),
            MinFree.NONE,
            new Membership(2 * NODES, Duration.ofDays(1)));
    private final Rejections rejections = new Rejections();
    private final HeartbeatIntake intake = new HeartbeatIntake(
            new Admission(Optional.of(() -> KEYS), new AddressRule(List.of(), true), Duration.ofMinutes(1)),
            registry,
            () -> {},
            rejections);
    private final Thread intakeThread = new Thread(intake, "intake-under-test");

    @AfterEach
    void end() {
        intakeThread.interrupt();
    }

    @Test
    void burstOfAThousandNodesIsReceivedWhole() throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (HeartbeatReceiver receiver = HeartbeatReceiver.open(anyPort, intake::offer, () -> 0, CLOCK);
                DatagramSocket sender = new DatagramSocket(anyPort)) {
            assumeTrue(
                    receiver.bufferBytes() >= NEEDED_BUFFER_BYTES,
                    "the kernel's net.core.rmem_max is too small for a burst of " + NODES + " heartbeats");
            for (int i = 0; i < NODES; i++) {
                byte[] datagram = signed(heartbeat("worker" + i, 1, 1), SHARED);
                sender.send(new DatagramPacket(datagram, datagram.length, receiver.address()));
            }
            start(new Thread(receiver, "receiver-under-test")); // all of them wait in the kernel by now
            start(intakeThread);

            awaitNodes(NODES);
        }
        assertThat(rejections.total(Rejection.OVERFLOW)).isZero();
        assertThat(log.take()).isEmpty();
    }

    @Test
    void hundredThousandForgedOnesChangeNothingAndAreOneLine() {
        intake.lookAt(arrival(signed(heartbeat("worker1", 1, 7), KEY_1)));
        List<NodeStatus> before = registry.snapshot(0).nodes();
        List<Arrival> forged = forged(new Random(20181121));

        for (int i = 0; i < 100_000; i++) {
            intake.lookAt(forged.get(i % forged.size()));
        }

        assertThat(registry.snapshot(0).nodes()).isEqualTo(before);
        assertThat(log.take()).hasSize(1);
        assertThat(dropped()).isEqualTo(100_000);
    }

    @Test
    void queueFullOfOneSendersLeavesRoomForANode() {
        for (int i = 0; i < 100_000; i++) {
            intake.offer(new Arrival(packet(new byte[] {'x'}, 66), 0, Instant.EPOCH));
        }
        intake.offer(arrival(signed(heartbeat("worker1", 1, 7), KEY_1)));
        start(intakeThread);

        awaitNodes(1);
    }

    /** Of every kind that there is where heartbeats are signed. */
    private static List<Arrival> forged(Random random) {
        Heartbeat newer = heartbeat("worker1", 1, 8);
        byte[] noise = new byte[1000];
        random.nextBytes(noise);
        byte[] changed = signed(newer, KEY_1);
        changed[20]++;
        return List.of(
                arrival(noise),
                arrival(HeartbeatCodec.encode(newer)),
                arrival(signed(newer, WRONG_KEY_1)),
                arrival(signed(newer, KEY_1.replace("k1", "k9"))),
                arrival(signed(heartbeat("worker2", 1, 8), KEY_1)),
                arrival(changed),
                arrival(signed(sentFrom("worker9", heartbeat("worker1", 2, 1)), KEY_1)),
                arrival(signed(heartbeat("worker1", 1, 7), KEY_1)));
    }

    private long dropped() {
        long dropped = 0;
        for (Rejection rejection : Rejection.values()) {
            dropped += rejections.total(rejection);
        }
        return dropped;
    }

    private void awaitNodes(int wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (registry.snapshot(0).nodes().size() < wanted) {
            if (System.nanoTime() - deadline > 0) {
                fail("heard only of " + registry.snapshot(0).nodes().size());
            }
            Thread.onSpinWait();
        }
    }

    private static void start(Thread thread) {
        thread.setDaemon(true);
        thread.start();
    }

    private static byte[] signed(Heartbeat heartbeat, String key) {
        return SignedDatagram.sign(HeartbeatCodec.encode(heartbeat), HeartbeatKey.parse(key));
    }

    private static Arrival arrival(byte[] datagram) {
        return new Arrival(packet(datagram, 1), 0, Instant.EPOCH);
    }

    private static DatagramPacket packet(byte[] datagram, int sender) {
        try {
            return new DatagramPacket(
                    datagram, datagram.length, InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) sender}), 40_000);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
