package dev.mandor.manager;

import dev.mandor.daemon.WrongUsageException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.stream.Collectors;

/** The address to listen on, and why it could not be had. */
final class Listening {
    private Listening() {}

    /** @throws WrongUsageException when {@code port}, given by {@code option}, is none */
    static void checkPort(String option, int port) {
        if (port < 1 || port > 65535) {
            throw new WrongUsageException(option + " must be from 1 to 65535, not " + port);
        }
    }

    /** A sentence for the user on why {@code address} and {@code port} cannot be listened on. */
    static String explain(SocketException cause, InetAddress address, int port) {
        if (!address.isAnyLocalAddress() && !isOurs(address)) {
            return "no interface of this machine has the address " + address.getHostAddress() + "; there is "
                    + interfaces();
        }
        String reason = String.valueOf(cause.getMessage());
        if (reason.contains("in use")) {
            return "UDP port " + port + " of " + describe(address)
                    + " is in use by another program; choose another with --port";
        }
        return "cannot listen on UDP port " + port + " of " + describe(address) + ": " + reason;
    }

    /** As {@code 192.168.56.101} or {@code every address}. */
    static String describe(InetAddress address) {
        return address.isAnyLocalAddress() ? "every address" : address.getHostAddress();
    }

    private static boolean isOurs(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    private static String interfaces() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(link -> link.inetAddresses()
                            .map(address -> link.getName() + " "
                                    + new InetSocketAddress(address, 0)
                                            .getAddress()
                                            .getHostAddress()
                                            .replaceFirst("%.*", "")))
                    .sorted()
                    .collect(Collectors.joining(", "));
        } catch (SocketException e) {
            return "no list of them: " + e.getMessage();
        }
    }
}
