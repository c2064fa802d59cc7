package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.model.HeartbeatCodec;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a real socket on the loopback interface. */
class HeartbeatReceiverTest {
    private static final long ARRIVAL_NANOS = 42;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final NodeRegistry registry =
            new NodeRegistry(new LivenessPolicy(Duration.ofSeconds(30)), Duration.ofDays(365), MinFree.NONE);
    private final HeartbeatIntake intake = new HeartbeatIntake(
            new Admission(
                    Optional.empty(),
                    new AddressRule(List.of(Network.parse("10.0.0.0/8")), false),
                    Duration.ofMinutes(1)),
            registry,
            () -> {},
            new Rejections());
    private HeartbeatReceiver receiver;
    private Thread thread;
    private DatagramSocket sender;

    @BeforeEach
    void open() throws IOException {
        receiver = open(anyLoopbackPort());
        sender = new DatagramSocket(anyLoopbackPort());
        thread = new Thread(receiver, "receiver-under-test");
        thread.setDaemon(true);
    }

    @AfterEach
    void close() {
        receiver.close();
        sender.close();
    }

    @Test
    void fiftyNodesThatReportAtOnceAreAllHeard() throws IOException {
        for (int node = 1; node <= 50; node++) {
            send(encoded("worker" + node));
        }
        thread.start(); // all of them wait in the buffer by now

        assertThat(awaitNodes(50))
                .allSatisfy(node -> assertThat(node.state() == NodeState.LIVE).isTrue());
    }

    @Test
    void heartbeatIsStampedWithTheManagersTime() throws IOException {
        thread.start();
        send(encoded("worker1"));
        awaitNodes(1);

        assertThat(registry.snapshot(ARRIVAL_NANOS + 7).nodes().get(0).age()).isEqualTo(Duration.ofNanos(7));
    }

    @Test
    void longHeartbeatAfterAShortOneIsReadWhole() throws IOException {
        thread.start();
        send(encoded("worker1"));
        send(encoded("worker" + "0".repeat(200) + "2"));

        awaitNodes(2);
    }

    @Test
    void heartbeatThatIsOneByteTooLongIsDroppedThoughItIsValid() throws IOException {
        thread.start();
        send(padded(encoded("worker1"), HeartbeatCodec.MAX_BYTES + 1));
        send(padded(encoded("worker2"), HeartbeatCodec.MAX_BYTES));

        assertThat(awaitNodes(1).get(0).name()).hasToString("worker2");
    }

    @Test
    void closingEndsTheThreadQuietly() throws Exception {
        AtomicReference<Throwable> complaint = new AtomicReference<>();
        thread.setUncaughtExceptionHandler((ended, e) -> complaint.set(e));
        thread.start();
        send(encoded("worker1"));
        awaitNodes(1);

        receiver.close();
        thread.join(PATIENCE.toMillis());

        assertThat(thread.isAlive()).isFalse();
        assertThat(complaint).hasNullValue();
    }

    @Test
    void portOfAnotherReceiverCannotBeHad() {
        assertThatThrownBy(() -> open(receiver.address())).isInstanceOf(BindException.class);
    }

    @Test
    void receiverThatIsClosedBeforeItRanEndsQuietly() throws SocketException {
        HeartbeatReceiver closed = open(anyLoopbackPort());

        closed.close();

        assertThatNoException().isThrownBy(closed::run);
    }

    private HeartbeatReceiver open(InetSocketAddress address) throws SocketException {
        return HeartbeatReceiver.open(
                address, intake::lookAt, () -> ARRIVAL_NANOS, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }

    private List<NodeStatus> awaitNodes(int wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (registry.snapshot(ARRIVAL_NANOS).nodes().size() < wanted) {
            if (System.nanoTime() - deadline > 0) {
                return fail("heard only of " + registry.snapshot(ARRIVAL_NANOS).nodes());
            }
            Thread.onSpinWait();
        }
        return registry.snapshot(ARRIVAL_NANOS).nodes();
    }

    private void send(byte[] datagram) throws IOException {
        sender.send(new DatagramPacket(datagram, datagram.length, receiver.address()));
    }

    private static byte[] encoded(String name) {
        return HeartbeatCodec.encode(heartbeat(name, 1, 1));
    }

    private static byte[] padded(byte[] datagram, int length) {
        byte[] padded = Arrays.copyOf(datagram, length);
        Arrays.fill(padded, datagram.length, length, (byte) ' ');
        return padded;
    }

    private static InetSocketAddress anyLoopbackPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
