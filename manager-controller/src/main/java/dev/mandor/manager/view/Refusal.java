package dev.mandor.manager.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Heartbeats of one sender that are not believed, for one reason.
 *
 * @param sender its IP address
 * @param node the node that they claim to be of; where heartbeats are not signed, or wrongly, anybody may claim that
 * @param reason in the words of a metric's label
 * @param sentence why, in full, as in the log
 * @param remedy what helps
 * @param count how many there were since the first of them
 * @param ageSeconds since the last one
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Refusal(
        String sender,
        Optional<String> node,
        String reason,
        String sentence,
        String remedy,
        long count,
        double ageSeconds) {

    /** Whether it is about {@code name}: by its claim, or else by the address that it comes from. */
    public boolean isAbout(String name, InetAddress address) {
        return node.map(name::equals).orElseGet(() -> sender.equals(address.getHostAddress()));
    }

    /** As {@code worker1 (10.0.0.1)}, or the address alone. */
    public String who() {
        return node.map(name -> name + " (" + sender + ")").orElse(sender);
    }
}
