package dev.mandor.manager.http;

import static dev.mandor.manager.TestNodes.down;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.snapshot;
import static dev.mandor.manager.view.TestViews.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.view.TestViews;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code /api/v1/events}, with real sockets on the loopback interface. */
class EventsIT {
    private static final int MOST = 32;
    private static final int DEADLINE_MILLIS = 30_000;

    private final TestViews manager = new TestViews();
    private final List<Socket> sockets = new ArrayList<>();
    private StatusServer server;

    @BeforeEach
    void start() throws IOException {
        server = StatusServer.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), manager.view());
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    @Test
    void historyComesFirstThenEachDecision() throws IOException {
        manager.tick(NOW.minusSeconds(9), snapshot(live("worker1", 400), live("worker2", 300)));
        BufferedReader events = watch(0);
        assertThat(next(events, "history")).contains("\"lines\":[{");
        assertThat(next(events, "glance")).contains("\"serving\":[\"worker1\"]");

        manager.tick(NOW, snapshot(down("worker1", 400), live("worker2", 300)));
        assertThat(next(events, "glance")).contains("\"serving\":[\"worker2\"]", "\"switched\":true");
    }

    /** Their pipes are full after some events, and what is written to them blocks. */
    @Test
    void whoDoesNotReadHoldsUpNeitherOtherReadersNorADecision() throws IOException {
        NodeStatus[] nodes = IntStream.rangeClosed(1, 200)
                .mapToObj(n -> live("n".repeat(240) + n, 300))
                .toArray(NodeStatus[]::new);
        for (int stuck = 0; stuck < MOST - 1; stuck++) {
            ask(4096);
        }
        BufferedReader events = watch(0);

        for (int plan = 0; writersThatHang() < MOST / 2; plan++) {
            assertThat(plan).as("events without a full pipe").isLessThan(150);
            nodes[plan % nodes.length] = live(nodes[plan % nodes.length].name().value(), 400 + plan);
            manager.tick(NOW.plusSeconds(plan), snapshot(nodes));
            String wanted = "\"at\":\"" + NOW.plusSeconds(plan);
            String glance = next(events, "glance");
            while (!glance.contains(
                    wanted)) { // one may have been made just before the plan; a missing one is a timeout
                glance = next(events, "glance");
            }
        }
        assertThat(read(connect(0), "/readyz")).startsWith("HTTP/1.1 503");
    }

    @Test
    void oneWatcherMoreThanMayIsTurnedAwayUntilOneGoes() throws IOException {
        for (int watcher = 0; watcher < MOST; watcher++) {
            watch(0);
        }
        assertThat(read(connect(0), "/api/v1/events")).startsWith("HTTP/1.1 503");

        sockets.get(0).close();
        String answer = "";
        while (!answer.startsWith("HTTP/1.1 200")) { // once a write to the one that has gone failed
            answer = ask(0).readLine();
            manager.tick(NOW, snapshot(live("worker1", 400)));
        }
    }

    @Test
    void nodesAreFoundByAPartOfTheirName() throws IOException {
        manager.tick(NOW, snapshot(live("worker1", 400), live("worker22", 300)));

        assertThat(read(connect(0), "/api/v1/nodes?find=r2"))
                .startsWith("HTTP/1.1 200")
                .contains("worker22")
                .doesNotContain("worker1\"");
        assertThat(read(connect(0), "/api/v1/nodes?find=%3Cb%3E")).startsWith("HTTP/1.1 400");
        assertThat(read(connect(0), "/api/v1/nodes")).startsWith("HTTP/1.1 400");
    }

    private static long writersThatHang() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("http-events"))
                .filter(thread -> Stream.of(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().equals("sun.nio.ch.SocketChannelImpl")))
                .count();
    }

    /** @param receiveBuffer in bytes; 0 for the usual */
    private BufferedReader watch(int receiveBuffer) throws IOException {
        BufferedReader events = ask(receiveBuffer);
        assertThat(events.readLine()).startsWith("HTTP/1.1 200");
        return events;
    }

    private BufferedReader ask(int receiveBuffer) throws IOException {
        Socket socket = connect(receiveBuffer);
        write(socket, "/api/v1/events");
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    private static String next(BufferedReader events, String name) throws IOException {
        while (!events.readLine().equals("event: " + name)) {
            // a header, the length of a chunk, or another event
        }
        return events.readLine();
    }

    private static String read(Socket socket, String path) throws IOException {
        write(socket, path);
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }

    private static void write(Socket socket, String path) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(UTF_8));
    }

    private Socket connect(int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(server.address());
        socket.setSoTimeout(DEADLINE_MILLIS);
        return socket;
    }
}
