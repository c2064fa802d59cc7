package dev.mandor.manager;

import dev.mandor.auth.HeartbeatKey;
import dev.mandor.auth.KeyRing;
import dev.mandor.auth.SignedDatagram;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HeartbeatCodec;
import dev.mandor.model.MalformedHeartbeatException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What must hold of any message from any sender, signed in any way or not at all: it is believed if and only if the rules say so,
 * which stand here once more; it is refused with a sentence that is safe to log, and with nothing else. The first byte of the
 * input chooses the way, see {@link Way}, and the sender; the rest is the message. {@code scripts/fuzz} calls this with what a
 * coverage-guided fuzzer makes up.
 */
public final class AdmissionFuzz {
    private static final KeyRing KEYS =
            KeyRing.parse(List.of("k1 * " + "A".repeat(43), "k2 worker1 " + "B".repeat(43)));
    private static final HeartbeatKey UNKNOWN = HeartbeatKey.parse("k3 * " + "A".repeat(43));
    private static final HeartbeatKey GUESSED = HeartbeatKey.parse("k1 * " + "C".repeat(43));
    private static final List<HeartbeatKey> KNOWN =
            KEYS.ids().stream().map(id -> KEYS.find(id).orElseThrow()).toList();
    private static final Duration MAX_AGE = Duration.ofMinutes(2);
    private static final Instant NOW = Instant.parse(HostileHeartbeats.TIME);
    private static final AddressRule OPEN = new AddressRule(List.of(Network.parse("10.0.0.0/24")), false);
    private static final Admission WITHOUT_KEYS = new Admission(Optional.empty(), OPEN, MAX_AGE);
    private static final Admission WITH_KEYS =
            new Admission(Optional.of(() -> KEYS), new AddressRule(List.of(), true), MAX_AGE);

    /** How a datagram is made of a message. */
    private enum Way {
        UNSIGNED,
        BY_A_SHARED_KEY,
        BY_THE_KEY_OF_WORKER1,
        BY_AN_UNKNOWN_KEY,
        BY_A_GUESSED_SECRET,
        CHANGED_AFTERWARDS,
        CUT_AFTERWARDS,
        SIGNED_TWICE;

        byte[] datagram(byte[] message) {
            byte[] signed = SignedDatagram.sign(message, KNOWN.get(0));
            return switch (this) {
                case UNSIGNED -> message;
                case BY_A_SHARED_KEY -> signed;
                case BY_THE_KEY_OF_WORKER1 -> SignedDatagram.sign(message, KNOWN.get(1));
                case BY_AN_UNKNOWN_KEY -> SignedDatagram.sign(message, UNKNOWN);
                case BY_A_GUESSED_SECRET -> SignedDatagram.sign(message, GUESSED);
                case CHANGED_AFTERWARDS -> {
                    signed[message.length / 2] ^= 1;
                    yield signed;
                }
                case CUT_AFTERWARDS -> Arrays.copyOf(signed, signed.length - 1);
                case SIGNED_TWICE -> SignedDatagram.sign(signed, KNOWN.get(0));
            };
        }
    }

    private AdmissionFuzz() {}

    /** The name that Jazzer looks for. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        Way way = Way.values()[input[0] & 7];
        byte[] message = Arrays.copyOfRange(input, 1, input.length);
        byte[] datagram = way.datagram(message);
        InetAddress sender = sender(input[0] & 8);
        check(WITHOUT_KEYS, datagram, sender, expectedWithoutKeys(datagram, message, way, sender), way);
        check(WITH_KEYS, datagram, sender, expectedWithKeys(datagram, message, way), way);
    }

    private static void check(
            Admission admission, byte[] datagram, InetAddress sender, Optional<Heartbeat> expected, Way way) {
        Optional<Heartbeat> admitted = admitted(admission, datagram, sender);
        if (!admitted.equals(expected)) {
            throw new AssertionError(way + ": believed as " + admitted + ", but by the rules it is " + expected);
        }
    }

    private static Optional<Heartbeat> admitted(Admission admission, byte[] datagram, InetAddress sender) {
        try {
            DatagramPacket packet = new DatagramPacket(datagram, datagram.length, sender, 12345);
            return Optional.of(admission.admit(new Arrival(packet, 0, NOW)));
        } catch (RejectedException e) {
            if (!e.getMessage().matches("[\\x20-\\x7e]{1,600}")) {
                throw new AssertionError("unsafe to log", e);
            }
            return Optional.empty();
        }
    }

    // A signature that nobody asked for is passed over, if it has the form of one.
    private static Optional<Heartbeat> expectedWithoutKeys(
            byte[] datagram, byte[] message, Way way, InetAddress sender) {
        boolean readable =
                way != Way.CUT_AFTERWARDS && way != Way.SIGNED_TWICE && datagram.length <= HeartbeatCodec.MAX_BYTES;
        byte[] read = way == Way.UNSIGNED ? message : Arrays.copyOf(datagram, message.length);
        return decoded(read).filter(heartbeat -> readable).filter(heartbeat -> {
            InetAddress address = heartbeat.endpoint().ip().address();
            return address.equals(sender)
                    || (address.isLoopbackAddress() && sender.isLoopbackAddress())
                    || address.getHostAddress().startsWith("10.0.0.");
        });
    }

    private static Optional<Heartbeat> expectedWithKeys(byte[] datagram, byte[] message, Way way) {
        boolean signed = way == Way.BY_A_SHARED_KEY || way == Way.BY_THE_KEY_OF_WORKER1;
        return decoded(message)
                .filter(heartbeat -> signed && datagram.length <= HeartbeatCodec.MAX_BYTES)
                .filter(heartbeat ->
                        way == Way.BY_A_SHARED_KEY || heartbeat.node().value().equals("worker1"))
                .filter(heartbeat ->
                        Duration.between(NOW, heartbeat.time()).abs().compareTo(MAX_AGE) <= 0);
    }

    private static Optional<Heartbeat> decoded(byte[] message) {
        try {
            return Optional.of(HeartbeatCodec.decode(message, message.length));
        } catch (MalformedHeartbeatException e) {
            return Optional.empty();
        }
    }

    private static InetAddress sender(int local) {
        try {
            byte[] elsewhere = {(byte) 192, (byte) 168, 56, 103};
            return local == 0 ? InetAddress.getByAddress(elsewhere) : InetAddress.getLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
