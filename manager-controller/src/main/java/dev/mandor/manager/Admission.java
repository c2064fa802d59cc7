package dev.mandor.manager;

import dev.mandor.auth.HeartbeatKey;
import dev.mandor.auth.KeyId;
import dev.mandor.auth.KeyRing;
import dev.mandor.auth.SignedDatagram;
import dev.mandor.daemon.Durations;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HeartbeatCodec;
import dev.mandor.model.MalformedHeartbeatException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Which datagrams are believed, from what can be told of each alone. With keys: signed with one that is known, before anything
 * is parsed; by a node for which that key speaks; at a time that is not long ago by our wall clock, so that what was recorded
 * is of no use later (the fudge of TSIG, RFC 8945, section 5.2.3, for the same reason). In any case: one valid heartbeat, for
 * an address that its sender may advertise.
 *
 * <p>Without keys the time does not count: workers' clocks may be wrong, and who can replay can as well forge.
 */
final class Admission {
    private final Optional<Supplier<KeyRing>> keys;
    private final AddressRule addresses;
    private final Duration maxAge;

    /**
     * @param keys asked for each datagram, since they may change; empty when heartbeats need no signature
     * @param maxAge how far a signed heartbeat's time may be from ours, either way
     */
    Admission(Optional<Supplier<KeyRing>> keys, AddressRule addresses, Duration maxAge) {
        this.keys = keys;
        this.addresses = addresses;
        this.maxAge = maxAge;
    }

    /** @throws RejectedException when {@code arrival} is not to be believed */
    Heartbeat admit(Arrival arrival) throws RejectedException {
        try {
            SignedDatagram datagram = SignedDatagram.split(arrival.bytes(), arrival.bytes().length);
            Optional<HeartbeatKey> key =
                    keys.isPresent() ? Optional.of(signer(datagram, keys.get().get())) : Optional.empty();
            Heartbeat heartbeat = decode(arrival, datagram);
            if (key.isPresent()) {
                checkName(heartbeat, key.get());
                checkTime(heartbeat, arrival.time());
            }
            checkAddress(heartbeat, arrival);
            return heartbeat;
        } catch (MalformedHeartbeatException e) {
            throw new RejectedException(Rejection.MALFORMED, e.getMessage());
        }
    }

    private static Heartbeat decode(Arrival arrival, SignedDatagram datagram) throws MalformedHeartbeatException {
        if (arrival.bytes().length > HeartbeatCodec.MAX_BYTES) {
            throw new MalformedHeartbeatException("longer than " + HeartbeatCodec.MAX_BYTES + " bytes");
        }
        return HeartbeatCodec.decode(arrival.bytes(), datagram.messageLength());
    }

    private static HeartbeatKey signer(SignedDatagram datagram, KeyRing keys) throws RejectedException {
        KeyId id = datagram.claimedKey()
                .orElseThrow(() -> new RejectedException(Rejection.UNSIGNED, "it is not signed; see --key-file"));
        HeartbeatKey key = keys.find(id)
                .orElseThrow(() -> new RejectedException(Rejection.UNKNOWN_KEY, "the key file has no key " + id));
        if (!datagram.isSignedWith(key)) {
            throw new RejectedException(Rejection.WRONG_SIGNATURE, "the signature with key " + id + " is wrong");
        }
        return key;
    }

    private static void checkName(Heartbeat heartbeat, HeartbeatKey key) throws RejectedException {
        if (!key.speaksFor(heartbeat.node())) {
            throw new RejectedException(
                    Rejection.FOREIGN_KEY, heartbeat.node() + " signed with " + key + ", which is another node's");
        }
    }

    private void checkTime(Heartbeat heartbeat, Instant now) throws RejectedException {
        Instant time = heartbeat.time();
        if (time.isBefore(now.minus(maxAge)) || time.isAfter(now.plus(maxAge))) {
            throw new RejectedException(
                    Rejection.WRONG_TIME,
                    heartbeat.node() + "'s heartbeat was replayed, or its clock is "
                            + clock(Duration.between(now, time))
                            + " ours, more than " + Durations.format(maxAge)
                            + "; set the clocks right, or see --max-age");
        }
    }

    private static String clock(Duration ahead) {
        return Durations.format(Duration.ofSeconds(ahead.abs().toSeconds()))
                + (ahead.isNegative() ? " behind" : " ahead of");
    }

    private void checkAddress(Heartbeat heartbeat, Arrival arrival) throws RejectedException {
        if (!addresses.permits(heartbeat.endpoint().ip(), arrival.sender())) {
            throw new RejectedException(
                    Rejection.FOREIGN_ADDRESS,
                    heartbeat.node() + " advertises " + heartbeat.endpoint().ip()
                            + ", which is not where it comes from; see --allow");
        }
    }
}
