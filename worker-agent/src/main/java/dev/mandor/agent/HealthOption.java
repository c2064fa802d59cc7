package dev.mandor.agent;

import dev.mandor.model.IpAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the user wants the web service looked at: {@code tcp}, {@code tcp://HOST:PORT}, {@code http://HOST[:PORT]/PATH} or
 * {@code none}. A name is looked up anew with each look, never here.
 *
 * <p>There is no https: a certificate is seldom made out to 127.0.0.1, and TLS would cost the agent megabytes. Such a
 * service can be looked at by {@code tcp}.
 */
record HealthOption(Kind kind, String host, int port, String authority, String path) {
    private static final Pattern URL = Pattern.compile(
            "(tcp|http)://((?:([A-Za-z0-9._-]{1,253})|\\[(.+)])(?::([0-9]{1,5}))?)(/[!-~&&[^#]]{0,1000})?");

    enum Kind {
        /** A TCP connection to where nginx is told to send requests. */
        ADVERTISED,
        TCP,
        HTTP,
        NONE
    }

    /** @throws IllegalArgumentException when {@code text} is none of the four */
    static HealthOption parse(String text) {
        return switch (text) {
            case "tcp" -> new HealthOption(Kind.ADVERTISED, "", 0, "", "");
            case "none" -> new HealthOption(Kind.NONE, "", 0, "", "");
            default -> parseUrl(text);
        };
    }

    /** @param advertised where {@code tcp} looks */
    HealthCheck check(AdvertisedEndpoint advertised) {
        return switch (kind) {
            case ADVERTISED -> TcpHealthCheck.of(advertised);
            case TCP -> new TcpHealthCheck(host, port);
            case HTTP -> new HttpHealthCheck(host, port, authority, path);
            case NONE -> HealthCheck.NONE;
        };
    }

    /** How a further web service is looked at: by TCP unless nobody is to look, since the option speaks of the first one. */
    HealthCheck checkOfOther(AdvertisedEndpoint advertised) {
        return kind == Kind.NONE ? HealthCheck.NONE : TcpHealthCheck.of(advertised);
    }

    private static HealthOption parseUrl(String text) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw notUnderstood();
        }
        String host = url.group(3) == null ? IpAddress.parse(url.group(4)).toString() : url.group(3);
        String digits = url.group(5);
        String path = url.group(6);
        if (url.group(1).equals("http")) {
            return new HealthOption(Kind.HTTP, host, port(digits, 80), url.group(2), path == null ? "/" : path);
        }
        if (digits == null || path != null) {
            throw notUnderstood();
        }
        return new HealthOption(Kind.TCP, host, port(digits, 0), url.group(2), "");
    }

    private static int port(String digits, int absent) {
        int port = digits == null ? absent : Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535, not " + port);
        }
        return port;
    }

    private static IllegalArgumentException notUnderstood() {
        return new IllegalArgumentException(
                "expected tcp, tcp://HOST:PORT, http://HOST[:PORT]/PATH (https is not supported) or none");
    }
}
