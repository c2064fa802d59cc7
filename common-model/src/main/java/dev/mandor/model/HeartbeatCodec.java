package dev.mandor.model;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * The wire format: one heartbeat is one datagram, a JSON object in UTF-8 of at most {@value #MAX_BYTES} bytes. Unknown
 * fields are ignored, so that a manager understands newer agents, and what an older agent does not say is unknown or as
 * usual; everything else is taken at its word or not at all: nothing is coerced. Thread-safe.
 *
 * <p>Writing uses Jackson's streaming half only. The agent never reads, and so never loads Jackson's data binding, which
 * would be a tenth of the memory that it needs.
 */
public final class HeartbeatCodec {
    /** Fits an Ethernet frame, and any path with IPv6's smallest MTU of 1280, without fragmentation. */
    public static final int MAX_BYTES = 1200;

    private static final int VERSION = 1;
    private static final JsonFactory WRITER = new JsonFactory();

    private HeartbeatCodec() {}

    /** Never longer than {@link #MAX_BYTES}: each field of a {@link Heartbeat} is bounded. */
    public static byte[] encode(Heartbeat heartbeat) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = WRITER.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeNumberProperty("v", VERSION);
            json.writeStringProperty("node", heartbeat.node().value());
            json.writeStringProperty("ip", heartbeat.endpoint().ip().toString());
            json.writeNumberProperty("port", heartbeat.endpoint().port());
            json.writeStringProperty(
                    "time", heartbeat.time().truncatedTo(ChronoUnit.MILLIS).toString());
            json.writeNumberProperty("boot", heartbeat.boot());
            json.writeNumberProperty("seq", heartbeat.seq());
            json.writeNumberProperty("freeMemory", heartbeat.memory().freeBytes());
            json.writeNumberProperty("totalMemory", heartbeat.memory().totalBytes());
            json.writeNumberProperty("interval", heartbeat.interval().toMillis());
            writeLoad(json, heartbeat.load());
            if (!heartbeat.healthy()) {
                json.writeBooleanProperty("healthy", false);
            }
            if (heartbeat.leaving()) {
                json.writeBooleanProperty("leaving", true);
            }
            writePorts(json, heartbeat.otherPorts());
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void writeLoad(JsonGenerator json, HostLoad load) {
        load.cpuLoad().ifPresent(share -> json.writeNumberProperty("cpuLoad", rounded(share, 3)));
        load.memoryPressure().ifPresent(percent -> json.writeNumberProperty("memoryPressure", rounded(percent, 2)));
        load.swapUsedBytes().ifPresent(used -> json.writeNumberProperty("swapUsed", used));
    }

    // A double would be written with up to 17 digits that no one measured.
    private static BigDecimal rounded(double value, int decimals) {
        return BigDecimal.valueOf(Math.round(value * Math.pow(10, decimals)), decimals);
    }

    private static void writePorts(JsonGenerator json, Map<Integer, Boolean> ports) {
        if (ports.isEmpty()) {
            return;
        }
        json.writeObjectPropertyStart("ports");
        ports.forEach((port, healthy) -> json.writeBooleanProperty(String.valueOf(port), healthy));
        json.writeEndObject();
    }

    /**
     * Reads the first {@code length} bytes of {@code datagram}.
     *
     * @throws MalformedHeartbeatException when they are anything but one valid heartbeat. Nothing else is ever thrown
     */
    public static Heartbeat decode(byte[] datagram, int length) throws MalformedHeartbeatException {
        if (length > MAX_BYTES) {
            throw new MalformedHeartbeatException("longer than " + MAX_BYTES + " bytes");
        }
        return heartbeat(new Fields(parse(datagram, length)));
    }

    private static JsonNode parse(byte[] datagram, int length) throws MalformedHeartbeatException {
        try {
            // As a String first: Jackson guesses the encoding of bytes, and would take UTF-16 for us. Not by String's
            // constructor, which puts a replacement character for what is not UTF-8.
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(datagram, 0, length))
                    .toString();
            JsonNode json = Reading.JSON.readTree(text);
            if (json.isObject()) {
                return json;
            }
        } catch (CharacterCodingException | JacksonException e) {
            throw new MalformedHeartbeatException("not valid JSON"); // Jackson's message would quote the sender
        }
        throw new MalformedHeartbeatException("not a JSON object");
    }

    private static Heartbeat heartbeat(Fields fields) throws MalformedHeartbeatException {
        long version = fields.number("v");
        if (version != VERSION) {
            throw new MalformedHeartbeatException(
                    "format version " + version + ", but this program understands " + VERSION);
        }
        try {
            return new Heartbeat(
                    new NodeName(fields.text("node")),
                    new Endpoint(IpAddress.parse(fields.text("ip")), fields.port()),
                    new MemoryReading(fields.number("freeMemory"), fields.number("totalMemory")),
                    new HostLoad(
                            fields.optionalDecimal("cpuLoad"),
                            fields.optionalDecimal("memoryPressure"),
                            fields.optionalNumber("swapUsed")),
                    fields.flag("healthy", true),
                    fields.flag("leaving", false),
                    fields.otherPorts(),
                    fields.time(),
                    fields.number("boot"),
                    fields.number("seq"),
                    Duration.ofMillis(fields.number("interval")));
        } catch (IllegalArgumentException e) {
            throw new MalformedHeartbeatException(e.getMessage());
        }
    }

    /** Loaded with the first datagram that is read. */
    private static final class Reading {
        // Without canonical names: for them Jackson keeps a table of all the names it has ever read, whoever sent them.
        static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                        .disable(JsonFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build()
                .reader();
    }

    private record Fields(JsonNode object) {
        // As String.valueOf writes it, so that one port cannot come under two names.
        private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
        // In UTC, as Instant.toString writes it, or as Python's isoformat does.
        private static final Pattern TIME = Pattern.compile("([+-][1-9][0-9]{4,9}|-?[0-9]{4})-[0-9]{2}-[0-9]{2}"
                + "T([01][0-9]|2[0-3])(:[0-5][0-9]){2}(\\.[0-9]{1,9})?(Z|\\+00:00)");

        String text(String name) throws MalformedHeartbeatException {
            JsonNode value = object.path(name);
            if (!value.isString()) {
                throw new MalformedHeartbeatException(name + " is missing or is not a string");
            }
            return value.stringValue();
        }

        // Instant.parse alone would take 24:00:00, 23:59:60, "38.Z" and other zones, each for another time.
        Instant time() throws MalformedHeartbeatException {
            String text = text("time");
            try {
                if (TIME.matcher(text).matches()) {
                    return Instant.parse(text);
                }
            } catch (DateTimeException e) {
                // a day or year that there is not
            }
            throw new MalformedHeartbeatException("time is not an ISO 8601 instant in UTC");
        }

        boolean flag(String name, boolean absent) throws MalformedHeartbeatException {
            JsonNode value = object.path(name);
            if (value.isMissingNode()) {
                return absent;
            }
            if (!value.isBoolean()) {
                throw new MalformedHeartbeatException(name + " is neither true nor false");
            }
            return value.booleanValue();
        }

        /** The range of each is checked where it becomes part of an endpoint. */
        Map<Integer, Boolean> otherPorts() throws MalformedHeartbeatException {
            Map<Integer, Boolean> ports = new TreeMap<>();
            JsonNode object = this.object.path("ports");
            if (!object.isObject() && !object.isMissingNode()) {
                throw new MalformedHeartbeatException("ports is not an object");
            }
            for (Map.Entry<String, JsonNode> port : object.properties()) {
                if (!PORT.matcher(port.getKey()).matches() || !port.getValue().isBoolean()) {
                    throw new MalformedHeartbeatException("ports holds more than port numbers with true or false");
                }
                ports.put(Integer.valueOf(port.getKey()), port.getValue().booleanValue());
            }
            return ports;
        }

        int port() throws MalformedHeartbeatException {
            long value = number("port");
            if (value < 1 || value > 65535) {
                throw new MalformedHeartbeatException("port is not from 1 to 65535");
            }
            return (int) value;
        }

        OptionalDouble optionalDecimal(String name) throws MalformedHeartbeatException {
            JsonNode value = object.path(name);
            if (value.isMissingNode()) {
                return OptionalDouble.empty();
            }
            if (!value.isNumber()) {
                throw new MalformedHeartbeatException(name + " is not a number");
            }
            return OptionalDouble.of(value.numberValue().doubleValue()); // infinite when out of a double's range
        }

        OptionalLong optionalNumber(String name) throws MalformedHeartbeatException {
            return object.path(name).isMissingNode() ? OptionalLong.empty() : OptionalLong.of(number(name));
        }

        long number(String name) throws MalformedHeartbeatException {
            JsonNode value = object.path(name);
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw new MalformedHeartbeatException(name + " is missing or is not a whole number");
            }
            return value.longValue();
        }
    }
}
