package dev.mandor.model;

/** Where a web service answers: an IP address and a TCP port from 1 to 65535. Never a host name. */
public record Endpoint(IpAddress ip, int port) {

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
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("expected ADDRESS:PORT such as 192.168.56.101:8080");
        }
        return new Endpoint(IpAddress.parse(unbracketed(text.substring(0, colon))), port(text.substring(colon + 1)));
    }

    /** The form that nginx and most other programs read: {@code address:port}, an IPv6 address in brackets. */
    @Override
    public String toString() {
        return ip.isIpv6() ? "[" + ip + "]:" + port : ip + ":" + port;
    }

    private static String unbracketed(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (!bracketed && host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv6 address needs brackets before a port: [2001:db8::1]:8080");
        }
        return bracketed ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535", e);
        }
    }
}
