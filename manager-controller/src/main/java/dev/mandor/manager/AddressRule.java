package dev.mandor.manager;

import dev.mandor.model.IpAddress;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * For which addresses a sender may ask for requests. Without it one datagram could send all traffic of the site wherever its
 * sender wants; with it at least to itself only.
 *
 * @param allowed networks whose addresses any sender may advertise
 * @param signed whether signatures vouch for what is advertised; then any address will do, unless some are allowed
 */
record AddressRule(List<Network> allowed, boolean signed) {
    AddressRule {
        allowed = List.copyOf(allowed);
    }

    boolean permits(IpAddress advertised, InetAddress sender) {
        return isSame(advertised.address(), sender)
                || (signed && allowed.isEmpty())
                || allowed.stream().anyMatch(network -> network.contains(advertised));
    }

    // All of 127.0.0.0/8 and ::1 are this one machine.
    private static boolean isSame(InetAddress advertised, InetAddress sender) {
        return Arrays.equals(advertised.getAddress(), sender.getAddress())
                || (advertised.isLoopbackAddress() && sender.isLoopbackAddress());
    }
}
