package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.heartbeat;
import static dev.mandor.manager.TestNodes.memory;
import static dev.mandor.manager.view.TestViews.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.lab.Lab;
import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.Membership;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.ServiceCatalog;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Settling;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.http.StatusServer;
import dev.mandor.manager.journal.Entries;
import dev.mandor.manager.journal.Journal;
import dev.mandor.manager.journal.JournalEntry.Decided;
import dev.mandor.manager.journal.Recording;
import dev.mandor.manager.nginx.PlanTarget;
import dev.mandor.manager.view.TestViews;
import dev.mandor.model.Heartbeat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who looks at the manager, or began to and does not go on, holds up no decision: the real control loop, journal and HTTP server,
 * decisions in virtual time and on the test's own thread. If one of them waited, the test would not end.
 */
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class StuckReadersTest {
    private static final Duration TOLERANCE = Duration.ofSeconds(30);
    private static final int NODES = 7_000; // whose metrics, 6 MB, fit into no socket's buffers
    private static final int MOST_AT_ONCE = 8;

    private final TestViews manager = new TestViews();
    private final NodeRegistry registry = new NodeRegistry(
            new LivenessPolicy(TOLERANCE), Duration.ofDays(1), MinFree.NONE, new Membership(NODES, Duration.ofDays(1)));
    private final List<Socket> sockets = new ArrayList<>();

    @TempDir
    private Path directory;

    private Thread journalThread;
    private ControlLoop loop;
    private StatusServer server;
    private long nowNanos;
    private String plan;

    @BeforeEach
    void start() throws IOException {
        Journal journal = new Journal(directory, Entries.opened(0, Map.of()));
        JournalRecorder recorder =
                new JournalRecorder(journal::offer, Entries.at(0), () -> nowNanos, Duration.ofSeconds(9));
        journalThread = new Thread(journal, "journal");
        journalThread.start();
        loop = new ControlLoop(
                registry,
                ServiceSource.of(
                        new ServiceCatalog(List.of(TestNodes.service(new MaxFreeMemory(Threshold.parse("0")))))),
                Protection.NONE,
                OnMassSilence.FALLBACK,
                new Settling(0, TOLERANCE),
                new Target(),
                List.of(recorder),
                new DecisionLog(TOLERANCE, recorder),
                (snapshot, decisions, made) -> manager.board.leave(NOW, snapshot, decisions, made),
                () -> nowNanos,
                Duration.ofSeconds(3));
        server = StatusServer.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), manager.view());
        server.start();
    }

    @AfterEach
    void stop() throws IOException, InterruptedException {
        journalThread.interrupt();
        journalThread.join();
        for (Socket socket : sockets) {
            socket.close();
        }
        server.close();
    }

    @Test
    void clientsThatNeverReadOrNeverEndTheirRequest() throws Exception {
        beatAll(1, NODES);
        assertThat(tick(6)).startsWith("worker1 serves");
        for (int client = 0; client < MOST_AT_ONCE; client++) {
            assertThat(connect("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .getInputStream()
                            .read())
                    .as("an answer has begun, and is not read on")
                    .isEqualTo('H');
        }
        for (int client = 0; client < 50; client++) { // who wait in line; hundreds are in OffTheDecisionPathIT
            connect("GET /me");
            connect("");
            connect("");
        }

        failOver(NODES);

        Lab.until("the journal has the failover", Duration.ofSeconds(60), () -> journalEndsWith(plan));
        for (Socket socket : sockets) {
            socket.close();
        }
        Lab.until("the places of those who left are free", Duration.ofSeconds(60), () -> isHealthy());
    }

    /** As a reader would that is stopped in the middle of a look, whatever it had locked. */
    @Test
    void readersThatHoldEveryLockThereMayBe() throws Exception {
        beatAll(1, 3);
        assertThat(tick(6)).isEqualTo("worker1 serves, backups: worker2, worker3");
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Thread reader = new Thread(() -> holdLocks(held, done), "reader");
        reader.setDaemon(true);
        reader.start();
        held.await();

        failOver(3);

        assertThat(reader.isAlive()).isTrue();
        done.countDown();
        reader.join();
    }

    private boolean journalEndsWith(String wanted) {
        return Recording.read(directory).all(Decided.class).stream()
                .reduce((before, last) -> last)
                .filter(last -> last.plan().equals(wanted))
                .isPresent();
    }

    private void holdLocks(CountDownLatch held, CountDownLatch done) {
        synchronized (manager.board) {
            synchronized (manager.board.latest()) {
                synchronized (manager.nginx) {
                    held.countDown();
                    awaitQuietly(done);
                }
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** worker1, which serves, is silent from now on. */
    private void failOver(int nodes) {
        for (int node = 2; node <= nodes; node++) {
            registry.observe(beat(node, 2), seconds(30));
        }
        assertThat(tick(31)).startsWith("worker1 serves");
        assertThat(tick(32)).startsWith("worker2 serves");
        manager.nginx.onLook(Optional.empty());
        assertThat(manager.view().overview().failovers()).isOne();
    }

    private void beatAll(long second, int nodes) {
        for (int node = 1; node <= nodes; node++) {
            registry.observe(beat(node, 1), seconds(second));
        }
    }

    private static Heartbeat beat(int node, long seq) {
        return heartbeat("worker" + node, 1, seq, memory(Math.max(100, 900 - 100L * node)), Duration.ofSeconds(5));
    }

    private String tick(long second) {
        nowNanos = seconds(second);
        loop.tick();
        return plan;
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    private Socket connect(String begin) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(4096);
        socket.connect(server.address());
        socket.getOutputStream().write(begin.getBytes(UTF_8));
        return socket;
    }

    // Who comes while those who left still count is turned away.
    private boolean isHealthy() {
        try {
            return healthz().startsWith("HTTP/1.1 200");
        } catch (IOException e) {
            return false;
        }
    }

    private String healthz() throws IOException {
        return new String(
                connect("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                        .getInputStream()
                        .readAllBytes(),
                UTF_8);
    }

    private final class Target implements PlanTarget {
        @Override
        public void want(RoutingTable table, boolean settled) {
            plan = table.routes().get(0).plan().toString();
        }

        @Override
        public Serving serving(ServiceName service) {
            return Serving.NOTHING;
        }
    }
}
