package dev.mandor.manager;

import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.ServiceCatalog;
import dev.mandor.manager.cluster.Settling;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.explain.Explainer;
import dev.mandor.manager.http.StatusServer;
import dev.mandor.manager.view.Board;
import dev.mandor.manager.view.NginxWatch;
import dev.mandor.manager.view.View;
import dev.mandor.model.HeartbeatCodec;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A whole manager with its threads, wired as {@link ManagerCommand} does, on loopback: heartbeats by UDP twice a second, HTTP, and all
 * between; only nginx is not one. It looks four times a second, with a tolerance of 2 s, as with {@code --fast}.
 */
public final class LiveManager implements AutoCloseable {
    private static final Duration TOLERANCE = Duration.ofSeconds(2);
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final Duration BEAT = Duration.ofMillis(500);

    private final Map<String, Long> agents = new ConcurrentHashMap<>();
    private final DatagramSocket sender = new DatagramSocket();
    private final Thread agentsThread;
    private final HeartbeatReceiver receiver;
    private final ControlLoop loop;
    private final Thread intakeThread;
    private final View view;
    private StatusServer http;

    public LiveManager() throws IOException {
        Ticker ticker = System::nanoTime;
        Clock clock = Clock.systemUTC();
        NodeRegistry registry = new NodeRegistry(new LivenessPolicy(TOLERANCE), INTERVAL.multipliedBy(3), MinFree.NONE);
        Board board = new Board();
        NginxWatch nginx = new NginxWatch();
        Rejections rejections = new Rejections();
        view = new View(
                "1.2.3",
                "max-free-memory",
                TOLERANCE,
                INTERVAL,
                board,
                nginx,
                rejections::believed,
                rejections::totals,
                Map::of,
                List::of,
                () -> ObedientSites.of(board),
                new Explainer(MinFree.NONE, false, false),
                clock);
        loop = new ControlLoop(
                registry,
                ServiceSource.of(
                        new ServiceCatalog(List.of(TestNodes.service(new MaxFreeMemory(Threshold.parse("5%")))))),
                Protection.NONE,
                OnMassSilence.FALLBACK,
                new Settling(ticker.nanos(), TOLERANCE),
                new ObedientNginx(nginx),
                List.of(),
                new DecisionLog(TOLERANCE),
                (snapshot, decisions, made) -> board.leave(clock.instant(), snapshot, decisions, made),
                ticker,
                INTERVAL);
        Admission admission = new Admission(
                Optional.empty(), new AddressRule(List.of(Network.parse("10.0.0.0/8")), false), Duration.ofMinutes(1));
        HeartbeatIntake intake = new HeartbeatIntake(admission, registry, loop::wake, rejections);
        receiver = HeartbeatReceiver.open(loopback(0), intake::offer, ticker, clock);
        intakeThread = start("intake", intake);
        start("receiver", receiver);
        start("control-loop", loop);
        openHttp(0);
        agentsThread = start("agents", this::beat);
    }

    /** From now on that node reports; {@link #silence} ends it. */
    public void report(String node, long freeMib) {
        agents.put(node, freeMib);
    }

    public void silence(String node) {
        agents.remove(node);
    }

    public InetSocketAddress address() {
        return http.address();
    }

    /** As if the manager were gone, for those who look; {@link #openHttp} brings it back. */
    public void closeHttp() {
        http.close();
    }

    public void openHttp(int port) throws IOException {
        http = StatusServer.open(loopback(port), view);
        http.start();
    }

    @Override
    public void close() {
        agentsThread.interrupt();
        receiver.close();
        intakeThread.interrupt();
        loop.close();
        http.close();
        sender.close();
    }

    private void beat() {
        try {
            for (long seq = 1; true; seq++) {
                for (Map.Entry<String, Long> agent : agents.entrySet()) {
                    send(agent.getKey(), agent.getValue(), seq);
                }
                TimeUnit.NANOSECONDS.sleep(BEAT.toNanos());
            }
        } catch (IOException | InterruptedException e) {
            // closed
        }
    }

    private void send(String node, long freeMib, long seq) throws IOException {
        byte[] bytes = HeartbeatCodec.encode(TestNodes.heartbeat(node, 1, seq, TestNodes.memory(freeMib), BEAT));
        sender.send(new DatagramPacket(bytes, bytes.length, receiver.address()));
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
