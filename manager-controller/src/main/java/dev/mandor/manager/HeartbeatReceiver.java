package dev.mandor.manager;

import dev.mandor.model.HeartbeatCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Clock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread 1: takes datagrams from the socket, stamps them with the manager's time, and leaves them to the intake. It does
 * nothing else, so that a burst of many nodes finds room in the receive buffer. It never answers.
 */
public final class HeartbeatReceiver implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HeartbeatReceiver.class);
    private static final int WANTED_BUFFER_BYTES = 4 << 20; // 6,500 heartbeats; the usual default holds 166

    private final DatagramSocket socket;
    private final InetSocketAddress address;
    private final Consumer<Arrival> intake;
    private final Ticker ticker;
    private final Clock clock;

    private HeartbeatReceiver(DatagramSocket socket, Consumer<Arrival> intake, Ticker ticker, Clock clock) {
        this.socket = socket;
        this.address = (InetSocketAddress) socket.getLocalSocketAddress();
        this.intake = intake;
        this.ticker = ticker;
        this.clock = clock;
    }

    /**
     * Opens the socket.
     *
     * @param intake is given each datagram; must not wait
     * @param clock the wall clock, against which those of the workers are compared
     * @throws BindException when {@code address} cannot be listened on: it is in use, or not this machine's
     */
    static HeartbeatReceiver open(InetSocketAddress address, Consumer<Arrival> intake, Ticker ticker, Clock clock)
            throws SocketException {
        DatagramSocket socket = new DatagramSocket(null);
        try {
            socket.setReceiveBufferSize(WANTED_BUFFER_BYTES);
            socket.bind(address);
        } catch (SocketException e) {
            socket.close();
            throw e;
        }
        return new HeartbeatReceiver(socket, intake, ticker, clock);
    }

    /** The address that is listened on; the port that the kernel chose when 0 was asked for. */
    public InetSocketAddress address() {
        return address;
    }

    /** Room in the kernel for what arrives while this thread does not run; at most its {@code net.core.rmem_max}. */
    int bufferBytes() throws SocketException {
        return socket.getReceiveBufferSize();
    }

    /** Runs until {@link #close}. */
    @Override
    public void run() {
        try {
            log.info(
                    "listening on UDP port {} of {}, receive buffer {} KiB of {} asked for",
                    address().getPort(),
                    Listening.describe(address().getAddress()),
                    bufferBytes() >> 10,
                    WANTED_BUFFER_BYTES >> 10);
            // One byte more than allowed: a longer datagram is cut to this, and is still seen to be too long.
            DatagramPacket packet = new DatagramPacket(new byte[HeartbeatCodec.MAX_BYTES + 1], 0);
            while (!socket.isClosed()) {
                packet.setLength(packet.getData().length);
                socket.receive(packet);
                intake.accept(new Arrival(packet, ticker.nanos(), clock.instant()));
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
}
