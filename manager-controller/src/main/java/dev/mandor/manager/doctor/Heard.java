package dev.mandor.manager.doctor;

import dev.mandor.model.Heartbeat;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * A datagram that arrived, and what the manager would have made of it.
 *
 * @param heartbeat what it says; empty when it is none. Where it was refused, anybody may have said so
 * @param signed whether it claims to be
 * @param clockAhead how far its time was from ours; negative when behind, and some of that is its way here. Zero without a
 *     heartbeat
 * @param refusal why it would not be believed, in one sentence; empty when it would
 */
public record Heard(
        InetAddress sender,
        Optional<Heartbeat> heartbeat,
        boolean signed,
        Duration clockAhead,
        Optional<String> refusal) {
    /** One line for all that one sender says of one node. */
    String about() {
        return heartbeat.map(it -> it.node() + " ").orElse("") + sender.getHostAddress();
    }
}
