package dev.mandor.manager;

import java.util.List;
import java.util.Random;

/**
 * Heartbeats in the form of their datagrams, unsigned: most fields are right, though at the limits of what is, some are hostile,
 * and some datagrams are damaged.
 */
final class HostileHeartbeats {
    /** When they say that they were sent. */
    static final String TIME = "2026-11-21T19:36:38.123Z";

    /** All of them are names of nodes. */
    static final List<String> NAMES = List.of(
            "worker1",
            "worker2",
            "server",
            "..",
            "-s",
            "_",
            "127.0.0.1",
            "mandor_web",
            "default_server",
            "w".repeat(253));

    private static final List<String> ADDRESSES = List.of(
            "10.0.0.1",
            "10.0.0.2",
            "10.0.0.255",
            "127.0.0.1",
            "223.255.255.254",
            "2001:db8::1",
            "2001:DB8:0:0:0:0:0:2",
            "::1",
            "::ffff:10.0.0.9",
            "64:ff9b::192.0.2.33",
            "ffee:1111:2222:3333:4444:5555:6666:7777");
    private static final List<String> PORTS = List.of("8080", "1", "65535", "80");
    private static final int DAMAGED = 14; // one of so many is
    private static final int HOSTILE = 110; // one of so many values is

    private final Random random;
    private long seq;

    HostileHeartbeats(Random random) {
        this.random = random;
    }

    /** The next one of the node {@code name}, one of {@link #NAMES}. */
    byte[] next(String name) {
        seq++;
        long total = any(List.of(1L, 1L << 30, 1L << 40, 1L << 50));
        String usual = ADDRESSES.get(NAMES.indexOf(name) % ADDRESSES.size());
        String address = random.nextInt(20) == 0 ? any(ADDRESSES) : usual;
        String json = "{"
                + String.join(
                        ",",
                        field("v", "1"),
                        field("node", string(name)),
                        field("ip", string(address)),
                        field("port", number(any(PORTS))),
                        field("time", string(TIME)),
                        field("boot", number("1795289711042")),
                        field("seq", number(Long.toString(seq))),
                        field("freeMemory", number(Long.toString((long) (random.nextDouble() * total)))),
                        field("totalMemory", number(Long.toString(total))),
                        field("interval", number(any(List.of("5000", "1", "86400000")))),
                        field("cpuLoad", number(any(List.of("0", "1", "0.5", "1e-300")))),
                        field("memoryPressure", number(any(List.of("0", "100", "3.07")))),
                        field("swapUsed", number(any(List.of("0", "1125899906842624")))),
                        field("healthy", random.nextInt(8) > 0 ? "true" : "false"),
                        field("leaving", random.nextInt(12) == 0 ? "true" : "false"),
                        field("ports", ports()),
                        field("later", string("later")))
                + "}";
        byte[] message = HostileText.utf8(json);
        return random.nextInt(DAMAGED) == 0 ? HostileText.spoilt(message, random) : message;
    }

    private String field(String name, String value) {
        return (random.nextInt(2 * HOSTILE) == 0 ? string(HostileText.spoilt(name, random)) : "\"" + name + "\"") + ":"
                + value;
    }

    private String string(String right) {
        String text = random.nextInt(HOSTILE) == 0 ? HostileText.spoilt(right, random) : right;
        return random.nextInt(5 * HOSTILE) == 0 ? "\"" + text + "\"" : HostileText.json(text);
    }

    private String number(String right) {
        return random.nextInt(HOSTILE) == 0 ? HostileText.spoilt(right, random) : right;
    }

    private String ports() {
        return random.nextInt(4) > 0
                ? "{}"
                : "{" + string("9000") + ":" + (random.nextBoolean() ? "true" : "false") + "}";
    }

    private <T> T any(List<T> choices) {
        return HostileText.any(choices, random);
    }
}
