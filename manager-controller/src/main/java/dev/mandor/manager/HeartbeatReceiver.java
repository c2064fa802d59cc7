package dev.mandor.manager;

import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HeartbeatCodec;
import dev.mandor.model.MalformedHeartbeatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread 1: takes datagrams from the socket, stamps them with the manager's time, and hands what is a heartbeat to the
 * registry. It does nothing that could wait, so that a burst of many nodes finds room in the receive buffer. It never
 * answers.
 */
public final class HeartbeatReceiver implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HeartbeatReceiver.class);
    private static final int WANTED_BUFFER_BYTES = 4 << 20; // 6,500 heartbeats; the usual default holds 166

    private final DatagramSocket socket;
    private final InetSocketAddress address;
    private final NodeRegistry registry;
    private final Runnable urgent;
    private final Ticker ticker;
    private final Clock clock;
    private final SkewWatch skewWatch = new SkewWatch();
    private final ComplaintLimiter limiter = new ComplaintLimiter();
    private long dropped;

    private HeartbeatReceiver(
            DatagramSocket socket, NodeRegistry registry, Runnable urgent, Ticker ticker, Clock clock) {
        this.socket = socket;
        this.address = (InetSocketAddress) socket.getLocalSocketAddress();
        this.registry = registry;
        this.urgent = urgent;
        this.ticker = ticker;
        this.clock = clock;
    }

    /**
     * Opens the socket.
     *
     * @param urgent is run when a node wants no requests any more or wants them again, or its memory moved; must not wait
     * @param clock the wall clock, against which those of the workers are compared
     * @throws BindException when {@code address} cannot be listened on: it is in use, or not this machine's
     */
    public static HeartbeatReceiver open(
            InetSocketAddress address, NodeRegistry registry, Runnable urgent, Ticker ticker, Clock clock)
            throws SocketException {
        DatagramSocket socket = new DatagramSocket(null);
        try {
            socket.setReceiveBufferSize(WANTED_BUFFER_BYTES);
            socket.bind(address);
        } catch (SocketException e) {
            socket.close();
            throw e;
        }
        return new HeartbeatReceiver(socket, registry, urgent, ticker, clock);
    }

    /** The address that is listened on; the port that the kernel chose when 0 was asked for. */
    public InetSocketAddress address() {
        return address;
    }

    /** Runs until {@link #close}. */
    @Override
    public void run() {
        try {
            log.info(
                    "listening on UDP port {} of {}, receive buffer {} KiB of {} asked for",
                    address().getPort(),
                    Listening.describe(address().getAddress()),
                    socket.getReceiveBufferSize() >> 10,
                    WANTED_BUFFER_BYTES >> 10);
            // One byte more than allowed: a longer datagram is cut to this, and is still seen to be too long.
            DatagramPacket packet = new DatagramPacket(new byte[HeartbeatCodec.MAX_BYTES + 1], 0);
            while (!socket.isClosed()) {
                packet.setLength(packet.getData().length);
                socket.receive(packet);
                take(packet, ticker.nanos());
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException("the socket for heartbeats is broken", e); // a restart opens a new one
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    private void take(DatagramPacket packet, long nowNanos) {
        try {
            Heartbeat heartbeat = HeartbeatCodec.decode(packet.getData(), packet.getLength());
            switch (registry.observe(heartbeat, nowNanos)) {
                case IGNORED, RIVAL, REFUSED ->
                    drop(packet.getAddress(), nowNanos, "not newer than the last one of " + heartbeat.node());
                case READING -> show(heartbeat);
                case AHEAD_OF_TIME, AVAILABILITY_CHANGED -> {
                    show(heartbeat);
                    urgent.run();
                }
            }
        } catch (MalformedHeartbeatException | RuntimeException e) { // no datagram may end the daemon
            drop(packet.getAddress(), nowNanos, e.getMessage());
        }
    }

    private void show(Heartbeat heartbeat) {
        log.info(
                "received {} {} ({}, seq {}{}{})",
                heartbeat.node(),
                heartbeat.memory(),
                heartbeat.endpoint(),
                heartbeat.seq(),
                heartbeat.healthy() ? "" : ", unhealthy",
                heartbeat.leaving() ? ", leaving" : "");
        skewWatch.notice(heartbeat, clock.instant()).ifPresent(log::warn);
    }

    private void drop(InetAddress sender, long nowNanos, String reason) {
        dropped++;
        if (limiter.mayComplain(sender, nowNanos)) {
            log.warn("dropped a datagram from {}: {} ({} dropped so far)", sender.getHostAddress(), reason, dropped);
        } else {
            log.debug("dropped a datagram from {}: {}", sender.getHostAddress(), reason);
        }
    }
}
