package dev.mandor.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParallelConnectsTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void connectionAndRefusalAreAnswersAndSilenceIsNone() throws Exception {
        List<Socket> crowd = new ArrayList<>();
        try (ServerSocket listening = new ServerSocket(0, 50, LOOPBACK);
                ServerSocket full = new ServerSocket(0, 1, LOOPBACK)) {
            fill(full, crowd);
            Endpoint silent = at(full);

            assertThat(new ParallelConnects(Duration.ofMillis(200), System::nanoTime)
                            .unanswered(List.of(at(listening), refusing(), silent)))
                    .containsExactly(silent);
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
        }
    }

    @Test
    void nothingToTryTakesNoTime() {
        assertThat(new ParallelConnects(Duration.ofDays(1), System::nanoTime).unanswered(List.of()))
                .isEmpty();
    }

    // The kernel drops what comes when so many wait to be accepted, as a host does that is not there.
    private static void fill(ServerSocket server, List<Socket> crowd) throws IOException {
        while (true) {
            Socket socket = new Socket();
            crowd.add(socket);
            try {
                socket.connect(new InetSocketAddress(LOOPBACK, server.getLocalPort()), 200);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
    }

    private static Endpoint refusing() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, LOOPBACK)) {
            return at(free);
        }
    }

    private static Endpoint at(ServerSocket server) {
        return new Endpoint(IpAddress.parse("127.0.0.1"), server.getLocalPort());
    }
}
