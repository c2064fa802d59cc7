package dev.mandor.agent;

import dev.mandor.model.IpAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a manager listens, as the user named it: {@code HOST[:PORT]}. The host may be a name; it is looked up anew with
 * each heartbeat, never here. An IPv6 address before a port stands in brackets.
 */
public record ManagerAddress(String host, int port) {
    private static final int DEFAULT_PORT = 9999;
    private static final Pattern NAME_OR_IPV4 = Pattern.compile("([A-Za-z0-9._-]{1,253})(?::([0-9]{1,5}))?");
    private static final Pattern BRACKETED_IPV6 = Pattern.compile("\\[(.+)](?::([0-9]{1,5}))?");

    /** @throws IllegalArgumentException when {@code text} is no such address */
    public static ManagerAddress parse(String text) {
        Matcher host = NAME_OR_IPV4.matcher(text);
        if (host.matches()) {
            return new ManagerAddress(host.group(1), port(host.group(2)));
        }
        Matcher bracketed = BRACKETED_IPV6.matcher(text);
        if (bracketed.matches()) {
            return new ManagerAddress(ipv6(bracketed.group(1)), port(bracketed.group(2)));
        }
        return new ManagerAddress(ipv6(text), DEFAULT_PORT);
    }

    /** As {@code 192.168.56.101:9999}. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private static String ipv6(String text) {
        try {
            IpAddress.parse(text);
            return text;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "expected HOST or HOST:PORT such as 192.168.56.101 or manager.example:9999", e);
        }
    }

    private static int port(String digits) {
        int port = digits == null ? DEFAULT_PORT : Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535, not " + port);
        }
        return port;
    }
}
