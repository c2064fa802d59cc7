package dev.mandor.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;

/** The heartbeat of the documentation, as an object and as the JSON of its datagram, and ways to spoil it. */
final class Heartbeats {
    static final Heartbeat EXAMPLE = heartbeat(1795289711042L, 42);

    static final String EXAMPLE_JSON = "{\"v\":1,\"node\":\"worker1\",\"ip\":\"192.168.56.103\",\"port\":8080,"
            + "\"time\":\"2026-11-21T19:36:38.123Z\",\"boot\":1795289711042,\"seq\":42,"
            + "\"freeMemory\":413138944,\"totalMemory\":734003200,\"interval\":5000}";

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
