package dev.mandor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {
    private final Watchdog watchdog = new Watchdog(50);

    @AfterEach
    void stop() {
        watchdog.close();
    }

    @Test
    void writeToOneWhoDoesNotReadFailsAndTheThreadCanGoOn() throws IOException {
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel client = SocketChannel.open(server.getLocalAddress());
                SocketChannel channel = server.accept()) {
            assertThatThrownBy(() -> watchdog.watch(() -> writeForEver(channel)))
                    .isInstanceOf(ClosedByInterruptException.class);
            assertThat(client.isConnected()).isTrue();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void failureIsPassedOn() {
        assertThatThrownBy(() -> watchdog.watch(() -> {
                    throw new IOException("gone");
                }))
                .hasMessage("gone");
    }

    private static void writeForEver(SocketChannel channel) throws IOException {
        ByteBuffer some = ByteBuffer.allocate(1 << 16);
        while (true) {
            channel.write(some.rewind());
        }
    }
}
