package dev.mandor.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UdpHeartbeatSenderTest {
    private static final int PATIENCE_MILLIS = 5_000;

    private DatagramSocket receiver;
    private UdpHeartbeatSender sender;

    @BeforeEach
    void open() throws IOException {
        receiver = listening(0);
        sender = new UdpHeartbeatSender(new ManagerAddress("127.0.0.1", receiver.getLocalPort()));
    }

    @AfterEach
    void close() {
        sender.close();
        receiver.close();
    }

    @Test
    void datagramArrivesFromTheAddressThatConnectReported() throws IOException {
        assertThat(sender.connect()).hasToString("127.0.0.1");
        sender.send("beat".getBytes(UTF_8));

        DatagramPacket packet = receive();
        assertThat(text(packet)).isEqualTo("beat");
        assertThat(packet.getAddress().getHostAddress()).isEqualTo("127.0.0.1");
    }

    @Test
    void unchangedWayIsKeptSoThatARefusalIsHeard() throws IOException {
        beat("one");
        DatagramPacket first = receive();
        beat("two");

        assertThat(receive().getPort()).isEqualTo(first.getPort());
    }

    @Test
    void refusalIsReportedWithTheNextHeartbeat() throws IOException {
        receiver.close();

        beat("nobody can know yet");

        assertThatIOException().isThrownBy(() -> beat("refused")).withMessage("nobody listens there");
        assertThatIOException().isThrownBy(() -> beat("still refused")).withMessage("nobody listens there");
    }

    @Test
    void veryNextHeartbeatArrivesWhenTheManagerIsBack() throws IOException {
        receiver.close();
        beat("lost");
        assertThatIOException().isThrownBy(() -> beat("lost too"));

        receiver = listening(sender.manager().port());
        assertThatIOException().isThrownBy(() -> beat("first after the return"));
        beat("second after the return");

        assertThat(text(receive())).isEqualTo("first after the return");
        assertThat(text(receive())).isEqualTo("second after the return");
    }

    @Test
    void senderConnectsAgainAfterItWasClosed() throws IOException {
        beat("before");
        sender.close();
        sender.close();
        beat("after");

        assertThat(text(receive())).isEqualTo("before");
        assertThat(text(receive())).isEqualTo("after");
    }

    @Test
    void withoutAWayNothingIsSent() {
        assertThatIOException().isThrownBy(() -> sender.send(new byte[1])).withMessage("no way there is known");
    }

    @Test
    void nameThatDoesNotResolveIsSaidToBeSo() {
        // A label of more than 63 characters: refused by the resolver itself, so that no server is asked.
        ManagerAddress nowhere = new ManagerAddress("x".repeat(64) + ".invalid", 9999);

        assertThatIOException()
                .isThrownBy(() -> new UdpHeartbeatSender(nowhere).connect())
                .withMessage("the name does not resolve");
    }

    @Test
    void datagramThatTheKernelRefusesIsExplainedAndTheNextOneIsSent() throws IOException {
        sender.connect();

        assertThatIOException().isThrownBy(() -> sender.send(new byte[70_000])).withMessageMatching("[a-z].+");

        beat("next");
        assertThat(text(receive())).isEqualTo("next");
    }

    private void beat(String text) throws IOException {
        sender.connect();
        sender.send(text.getBytes(UTF_8));
    }

    private static DatagramSocket listening(int port) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private DatagramPacket receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
        receiver.receive(packet);
        return packet;
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), UTF_8);
    }
}
