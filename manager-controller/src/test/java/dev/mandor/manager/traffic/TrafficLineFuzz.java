package dev.mandor.manager.traffic;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What must hold of any datagram: it is a line of nginx's or none, without an exception; and of a line nothing is out of its bounds,
 * and what it names stands in it. {@code scripts/fuzz} calls this with what a coverage-guided fuzzer makes up.
 */
public final class TrafficLineFuzz {
    private static final long LONGEST_MILLIS = 9_999_999_999L;

    private TrafficLineFuzz() {}

    /** The name that Jazzer looks for. */
    public static void fuzzerTestOneInput(byte[] datagram) {
        accepts(datagram);
    }

    /** Whether {@code datagram} is a line of nginx's. */
    static boolean accepts(byte[] datagram) {
        Optional<TrafficLine> line = TrafficLine.parse(datagram, datagram.length);
        line.ifPresent(it -> check(it, new String(datagram, StandardCharsets.ISO_8859_1)));
        return line.isPresent();
    }

    // By its parts between bars, where the reader under test goes by one pattern.
    private static void check(TrafficLine it, String text) {
        String[] parts = text.strip().split("[|]", -1);
        boolean sound = parts.length == 8
                && parts[0].endsWith("mandor: " + it.version())
                && parts[1].equals(it.service())
                && parts[2].equals(Integer.toString(it.requests()))
                && Integer.parseInt(parts[3]) == it.status()
                && it.server()
                        .map(server -> parts[5].contains(":" + server.port()))
                        .orElse(true)
                && it.answered() == !parts[6].endsWith("-")
                && it.millis() == Long.parseLong(parts[7].replace(".", ""))
                && it.millis() <= LONGEST_MILLIS
                && !(it.failedByNginx() && it.failedByApplication());
        if (!sound) {
            throw new AssertionError("read as " + it);
        }
    }
}
