package dev.mandor.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The heartbeat of the documentation, as an object and as the JSON of its datagram, and ways to spoil it. */
final class Heartbeats {
    static final Heartbeat EXAMPLE = heartbeat(1795289711042L, 42);

    static final String EXAMPLE_JSON = "{\"v\":1,\"node\":\"worker1\",\"ip\":\"192.168.56.103\",\"port\":8080,"
            + "\"time\":\"2026-11-21T19:36:38.123Z\",\"boot\":1795289711042,\"seq\":42,"
            + "\"freeMemory\":413138944,\"totalMemory\":734003200,\"interval\":5000}";

    /** What {@link #FULL_EXAMPLE} says beyond the example. */
    static final String FURTHER_FIELDS = ",\"cpuLoad\":0.125,\"memoryPressure\":3.07,\"swapUsed\":52428800,"
            + "\"healthy\":false,\"leaving\":true,\"ports\":{\"9000\":true,\"9001\":false}";

    static final Heartbeat FULL_EXAMPLE = heartbeat(
            new HostLoad(OptionalDouble.of(0.125), OptionalDouble.of(3.07), OptionalLong.of(52428800)),
            false,
            true,
            Map.of(9001, false, 9000, true));

    private Heartbeats() {}

    static Heartbeat heartbeat(long boot, long seq) {
        return heartbeat(boot, seq, Duration.ofSeconds(5));
    }

    static Heartbeat heartbeat(long boot, long seq, Duration interval) {
        return new Heartbeat(
                new NodeName("worker1"),
                Endpoint.parse("192.168.56.103:8080"),
                new MemoryReading(413138944, 734003200),
                Instant.parse("2026-11-21T19:36:38.123Z"),
                boot,
                seq,
                interval);
    }

    static Heartbeat heartbeat(HostLoad load) {
        return heartbeat(load, true, false, Map.of());
    }

    static Heartbeat heartbeat(boolean healthy, Map<Integer, Boolean> otherPorts) {
        return heartbeat(HostLoad.UNKNOWN, healthy, false, otherPorts);
    }

    private static Heartbeat heartbeat(
            HostLoad load, boolean healthy, boolean leaving, Map<Integer, Boolean> otherPorts) {
        return new Heartbeat(
                EXAMPLE.node(),
                EXAMPLE.endpoint(),
                EXAMPLE.memory(),
                load,
                healthy,
                leaving,
                otherPorts,
                EXAMPLE.time(),
                EXAMPLE.boot(),
                EXAMPLE.seq(),
                EXAMPLE.interval());
    }

    /** The example with {@code value}, which is JSON, in place of the field's own. */
    static String with(String field, String value) {
        return replaced(field, "\"" + field + "\":" + value);
    }

    static String without(String field) {
        return replaced(field, "\"unknown\":0");
    }

    /** The example with further fields, {@code ,"name":value...}, at its end. */
    static String and(String furtherFields) {
        return EXAMPLE_JSON.substring(0, EXAMPLE_JSON.length() - 1) + furtherFields + "}";
    }

    static Heartbeat decode(String json) throws MalformedHeartbeatException {
        return decode(json.getBytes(UTF_8));
    }

    static Heartbeat decode(byte[] datagram) throws MalformedHeartbeatException {
        return HeartbeatCodec.decode(datagram, datagram.length);
    }

    private static String replaced(String field, String replacement) {
        int start = EXAMPLE_JSON.indexOf("\"" + field + "\":");
        int comma = EXAMPLE_JSON.indexOf(',', start);
        int end = comma < 0 ? EXAMPLE_JSON.length() - 1 : comma;
        return EXAMPLE_JSON.substring(0, start) + replacement + EXAMPLE_JSON.substring(end);
    }
}
