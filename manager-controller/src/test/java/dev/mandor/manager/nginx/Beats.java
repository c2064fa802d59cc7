package dev.mandor.manager.nginx;

import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HeartbeatCodec;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentHashMap;

/** Agents that do nothing but report, all of them five times a second, until they are silenced. */
final class Beats implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private record Node(Endpoint endpoint, long freeMib) {}

    private final Map<String, Node> nodes = new ConcurrentHashMap<>();
    private final Timer timer = new Timer("beats", true);
    private final DatagramSocket socket;
    private final InetSocketAddress manager;
    private long seq;

    /** @param manager where heartbeats are received */
    Beats(InetSocketAddress manager) throws IOException {
        this.manager = manager;
        this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        seq++;
                        nodes.forEach(Beats.this::send);
                    }
                },
                0,
                INTERVAL.toMillis());
    }

    void add(String name, Endpoint endpoint, long freeMib) {
        nodes.put(name, new Node(endpoint, freeMib));
    }

    void silence(String name) {
        nodes.remove(name);
    }

    @Override
    public void close() {
        timer.cancel();
        socket.close();
    }

    private void send(String name, Node node) {
        byte[] datagram = HeartbeatCodec.encode(new Heartbeat(
                new NodeName(name),
                node.endpoint(),
                new MemoryReading(node.freeMib() << 20, 1000 << 20),
                Instant.now(),
                1,
                seq,
                INTERVAL));
        try {
            socket.send(new DatagramPacket(datagram, datagram.length, manager));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
