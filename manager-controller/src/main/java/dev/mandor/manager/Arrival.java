package dev.mandor.manager;

import java.net.DatagramPacket;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;

/** A datagram as it arrived, and when: by the monotonic clock, on which verdicts rest, and by the wall clock. */
final class Arrival {
    private final byte[] bytes;
    private final InetAddress sender;
    private final long nanos;
    private final Instant time;

    /** Copies what is in {@code packet}, which may be used again. */
    Arrival(DatagramPacket packet, long nanos, Instant time) {
        this.bytes = Arrays.copyOf(packet.getData(), packet.getLength());
        this.sender = packet.getAddress();
        this.nanos = nanos;
        this.time = time;
    }

    /** Not a copy. */
    byte[] bytes() {
        return bytes;
    }

    InetAddress sender() {
        return sender;
    }

    long nanos() {
        return nanos;
    }

    Instant time() {
        return time;
    }
}
