package dev.mandor.manager.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.model.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EstablishedConnectionsTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void addressesAreReadAsTheKernelPrintsThem() {
        assertThat(EstablishedConnections.count("12 6638A8C0:1F90\n3 B80D0120000000000000000001000000:1F90\n"))
                .isEqualTo(Map.of(Endpoint.parse("192.168.56.102:8080"), 12, Endpoint.parse("[2001:db8::1]:8080"), 3));
    }

    @Test
    void mappedAddressIsTheSameAsThePlainOne() {
        String both = "2 6638A8C0:1F90\n5 0000000000000000FFFF00006638A8C0:1F90\n";

        assertThat(EstablishedConnections.count(both)).isEqualTo(Map.of(Endpoint.parse("192.168.56.102:8080"), 7));
    }

    @Test
    void whatIsNoLineOfOursCountsNothing() {
        assertThat(EstablishedConnections.count("awk: not found\n1 6638A8C0\n1 6638A8C0:0000\nx 6638A8C0:1F90\n"))
                .isEmpty();
    }

    @Test
    void connectionsOfThisMachineAreCounted() throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0, 2, LOOPBACK);
                Socket one = new Socket(LOOPBACK, server.getLocalPort());
                Socket other = new Socket(LOOPBACK, server.getLocalPort())) {
            String table =
                    new ProcessRunner(Duration.ofSeconds(10)).run(List.of("sh", "-c", EstablishedConnections.COMMAND));

            assertThat(one.isConnected() && other.isConnected()).isTrue();
            assertThat(EstablishedConnections.count(table))
                    .containsEntry(Endpoint.parse("127.0.0.1:" + server.getLocalPort()), 2);
        }
    }
}
