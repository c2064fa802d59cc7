package dev.mandor.manager.traffic;

import dev.mandor.manager.nginx.NginxGateway;
import dev.mandor.manager.nginx.Sampling;
import dev.mandor.manager.nginx.TrafficLog;
import dev.mandor.manager.nginx.TrafficTarget;
import dev.mandor.model.Endpoint;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears nginx's lines, on a thread of its own, with a fixed buffer: a flood costs this thread and what the kernel drops.
 *
 * <p>The applier's thread opens the socket, before it writes the first file that names it: nginx is never told of a port that
 * somebody else has. One that cannot be had is no fault of the manager's, which decides as well without; it is tried again
 * every minute, and until then nothing is known of the traffic.
 */
public final class TrafficReceiver implements TrafficTarget, Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TrafficReceiver.class);
    private static final int USUAL_PORT = 9998;
    private static final int BUFFER_BYTES = 1 << 20;
    private static final long RETRY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Optional<Endpoint> given;
    private final LongSupplier ticker;
    private final TrafficIntake intake = new TrafficIntake();
    private final BlockingQueue<DatagramSocket> opened = new ArrayBlockingQueue<>(1);
    private boolean tried; // the applier's thread only
    private long triedAt; // the applier's thread only
    private volatile Optional<Endpoint> address = Optional.empty();
    private volatile Optional<String> problem = Optional.empty();
    private volatile DatagramSocket socket;
    private volatile boolean closed;

    /**
     * @param given where to listen, as nginx reaches it; empty for port 9998 of this node's address
     * @param ticker the monotonic clock, as {@link System#nanoTime()}
     */
    public TrafficReceiver(Optional<Endpoint> given, LongSupplier ticker) {
        this.given = given;
        this.ticker = ticker;
    }

    @Override
    public Optional<TrafficLog> wanted(NginxGateway gateway) throws InterruptedException {
        long now = ticker.getAsLong();
        if (address.isEmpty() && (!tried || now - triedAt >= RETRY_NANOS)) {
            tried = true;
            triedAt = now;
            listen(gateway);
        }
        return address.map(to -> new TrafficLog(to, intake.sampling()));
    }

    @Override
    public void onFound(Sampling sampling) {
        intake.found(sampling);
    }

    @Override
    public void onConfig(String version) {
        intake.expect(version);
    }

    /** What is known now. Any thread may ask. */
    public TrafficState state() {
        return new TrafficState(
                intake.heard(ticker.getAsLong()), intake.sampling(), intake.received(), intake.dropped(), problem);
    }

    private void listen(NginxGateway gateway) throws InterruptedException {
        try {
            Endpoint wanted = given.isPresent() ? given.get() : new Endpoint(gateway.nodeAddress(), USUAL_PORT);
            socket = open(wanted);
            opened.put(socket);
            address = Optional.of(new Endpoint(wanted.ip(), socket.getLocalPort()));
            problem = Optional.empty();
            log.info("listening for what clients got on UDP port {} of {}", wanted.port(), wanted.ip());
        } catch (IOException e) {
            String sentence = String.valueOf(e.getMessage());
            if (!problem.equals(Optional.of(sentence))) {
                log.warn("what clients get stays unknown: {}", sentence);
            }
            problem = Optional.of(sentence);
        }
    }

    private static DatagramSocket open(Endpoint wanted) throws IOException {
        InetAddress ip = wanted.ip().address();
        // Behind address translation nginx reaches this node by an address that no interface has.
        boolean isOurs = ip.isLoopbackAddress() || NetworkInterface.getByInetAddress(ip) != null;
        DatagramSocket socket = new DatagramSocket(null);
        try {
            socket.setReceiveBufferSize(BUFFER_BYTES);
            socket.setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(SECOND_NANOS));
            socket.bind(isOurs ? new InetSocketAddress(ip, wanted.port()) : new InetSocketAddress(wanted.port()));
            return socket;
        } catch (SocketException e) {
            socket.close();
            throw new IOException(
                    "cannot listen on UDP port " + wanted.port() + " of " + wanted.ip() + " (" + e.getMessage()
                            + "); choose another with --traffic, or off",
                    e);
        }
    }

    /** Runs until {@link #close}, or its thread is interrupted. */
    @Override
    public void run() {
        try {
            while (!closed) {
                receive(opened.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void receive(DatagramSocket from) {
        DatagramPacket packet = new DatagramPacket(new byte[TrafficLine.MOST_BYTES + 1], TrafficLine.MOST_BYTES + 1);
        long second = ticker.getAsLong();
        try {
            while (true) {
                boolean came = receive(from, packet);
                long now = ticker.getAsLong();
                if (came) {
                    intake.take(packet.getData(), packet.getLength(), now);
                }
                if (now - second >= SECOND_NANOS) {
                    second = now;
                    endSecond();
                }
            }
        } catch (IOException e) { // closed, or broken: then the applier opens another
            if (!closed) {
                problem = Optional.of("the socket is broken: " + e.getMessage());
                log.warn(
                        "what clients get is unknown: the socket on which nginx tells of it is broken: {}",
                        e.toString());
            }
            from.close();
            address = Optional.empty();
        }
    }

    private static boolean receive(DatagramSocket from, DatagramPacket packet) throws IOException {
        packet.setLength(packet.getData().length);
        try {
            from.receive(packet);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private void endSecond() {
        if (intake.second()) {
            log.info(
                    "nginx is to tell of one request of {} from now on",
                    intake.sampling().requestsPerLine());
        }
    }

    @Override
    public void close() {
        closed = true;
        DatagramSocket last = socket;
        if (last != null) {
            last.close();
        }
    }
}
