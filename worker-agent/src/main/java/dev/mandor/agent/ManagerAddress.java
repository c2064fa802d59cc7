package dev.mandor.agent;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a manager listens, as the user named it: {@code HOST[:PORT]}. The host may be a name; it is looked up anew with
 * each heartbeat, never here. An IPv6 address before a port stands in brackets.
 */
public record ManagerAddress(String host, int port) {
    private static final int DEFAULT_PORT = 9999;
    private static final Pattern NAME_OR_IPV4 = Pattern.compile("([A-Za-z0-9._-]{1,253})(?::([0-9]{1,5}))?");
    private static final Pattern BRACKETED = Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::([0-9]{1,5}))?");
    private static final Pattern BARE_IPV6 = Pattern.compile("([0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)()?");

    /** @throws IllegalArgumentException when {@code text} is no such address */
    public static ManagerAddress parse(String text) {
        for (Pattern form : new Pattern[] {NAME_OR_IPV4, BRACKETED, BARE_IPV6}) {
            Matcher matcher = form.matcher(text.strip());
            if (matcher.matches()) {
                String port = matcher.group(2);
                return new ManagerAddress(matcher.group(1), port == null ? DEFAULT_PORT : validPort(port));
            }
        }
        throw new IllegalArgumentException("expected HOST or HOST:PORT such as 192.168.56.101 or manager.example:9999");
    }

    /** As {@code 192.168.56.101:9999}. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private static int validPort(String text) {
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535, not " + port);
        }
        return port;
    }
}
