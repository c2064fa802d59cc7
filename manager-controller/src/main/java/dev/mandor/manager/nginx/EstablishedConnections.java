package dev.mandor.manager.nginx;

import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the kernel's table of TCP connections, {@code /proc/net/tcp} and {@code tcp6}. Since nginx has no connections to its
 * upstreams but those of requests under way (no {@code keepalive}), the established ones to an endpoint are its requests.
 */
final class EstablishedConnections {
    /** Counted where nginx is: the table may hold many thousand connections that are closed already. */
    static final String COMMAND =
            "awk '$4 == \"01\" { count[$3]++ } END { for (remote in count) print count[remote], remote }'"
                    + " /proc/net/tcp /proc/net/tcp6 2>/dev/null || true";

    private static final Pattern LINE =
            Pattern.compile("^(\\d{1,9}) ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$", Pattern.MULTILINE);

    private EstablishedConnections() {}

    /** How many there are to each remote endpoint, from the output of {@link #COMMAND}. */
    static Map<Endpoint, Integer> count(String table) {
        Map<Endpoint, Integer> counts = new HashMap<>();
        Matcher line = LINE.matcher(table);
        while (line.find()) {
            int port = Integer.parseInt(line.group(3), 16);
            if (port > 0) {
                counts.merge(new Endpoint(address(line.group(2)), port), Integer.valueOf(line.group(1)), Integer::sum);
            }
        }
        return counts;
    }

    // The kernel prints each 32 bits of the address as a number, and x86 and ARM have the lowest byte first.
    private static IpAddress address(String digits) {
        byte[] printed = HexFormat.of().parseHex(digits);
        byte[] bytes = new byte[printed.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = printed[i / 4 * 4 + 3 - i % 4];
        }
        try {
            return new IpAddress(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("addresses of 4 and 16 bytes are addresses", e);
        }
    }
}
