package dev.mandor.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a web service answers: an IP address and a TCP port from 1 to 65535. Never a host name. */
public record Endpoint(IpAddress ip, int port) {
    private static final Pattern ENDPOINT = Pattern.compile("(?:\\[([^\\]]*:[^\\]]*)]|([^:]+)):([1-9][0-9]{0,4})");

    /** @throws IllegalArgumentException when the port is out of range */
    public Endpoint {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535, not " + port);
        }
    }

    /**
     * Reads {@code 192.168.56.101:8080} or {@code [2001:db8::1]:8080}, the form that {@link #toString} writes.
     *
     * @throws IllegalArgumentException when {@code text} is anything else, with a sentence that says what was expected
     */
    public static Endpoint parse(String text) {
        Matcher endpoint = ENDPOINT.matcher(text);
        if (!endpoint.matches()) {
            throw new IllegalArgumentException(
                    "expected ADDRESS:PORT such as 192.168.56.101:8080 or [2001:db8::1]:8080");
        }
        String host = endpoint.group(1) == null ? endpoint.group(2) : endpoint.group(1);
        return new Endpoint(IpAddress.parse(host), Integer.parseInt(endpoint.group(3)));
    }

    /** The form that nginx and most other programs read: {@code address:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return ip.isIpv6() ? "[" + ip + "]:" + port : ip + ":" + port;
    }
}
