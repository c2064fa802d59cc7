package dev.mandor.manager.journal;

import dev.mandor.manager.cluster.HostName;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.journal.JournalEntry.Beat;
import dev.mandor.manager.journal.JournalEntry.Decided;
import dev.mandor.manager.journal.JournalEntry.Lost;
import dev.mandor.manager.journal.JournalEntry.NodeChanged;
import dev.mandor.manager.journal.JournalEntry.Opened;
import dev.mandor.manager.journal.JournalEntry.Paused;
import dev.mandor.model.Endpoint;
import dev.mandor.model.HeartbeatCodec;
import dev.mandor.model.MalformedHeartbeatException;
import dev.mandor.model.NodeName;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * A journal's lines: each a JSON object with a {@code type} and the time {@code at}, in ISO 8601 to the microsecond. A heartbeat
 * is in the form of the datagram, so that there is one such form. Whatever is not understood is no entry. Thread-safe.
 */
final class JournalCodec {
    private static final JsonFactory WRITER = new JsonFactory();
    private static final ObjectReader READER = JsonMapper.builder().build().reader();

    private JournalCodec() {}

    /** One line, without its end. */
    static String encode(JournalEntry entry) {
        StringWriter text = new StringWriter(400);
        try (JsonGenerator json = WRITER.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("type", type(entry));
            json.writeStringProperty(
                    "at", entry.at().truncatedTo(ChronoUnit.MICROS).toString());
            write(json, entry);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static String type(JournalEntry entry) {
        if (entry instanceof Opened) {
            return "opened";
        }
        if (entry instanceof Beat) {
            return "heartbeat";
        }
        if (entry instanceof NodeChanged) {
            return "node";
        }
        if (entry instanceof Decided) {
            return "decision";
        }
        return entry instanceof Paused ? "paused" : "lost";
    }

    private static void write(JsonGenerator json, JournalEntry entry) {
        if (entry instanceof Opened opened) {
            json.writeBooleanProperty("start", opened.start());
            json.writeObjectPropertyStart("options");
            opened.options().forEach(json::writeStringProperty);
            json.writeEndObject();
        } else if (entry instanceof Beat beat) {
            json.writeName("heartbeat");
            json.writeRawValue(new String(HeartbeatCodec.encode(beat.heartbeat()), StandardCharsets.UTF_8));
        } else if (entry instanceof NodeChanged changed) {
            json.writeStringProperty("node", changed.node().value());
            changed.before().ifPresent(before -> json.writeStringProperty("before", name(before)));
            json.writeStringProperty("state", name(changed.state()));
            json.writeNumberProperty("silenceMillis", changed.silence().toMillis());
        } else if (entry instanceof Decided decided) {
            write(json, decided);
        } else if (entry instanceof Paused paused) {
            json.writeNumberProperty("lastedMillis", paused.lasted().toMillis());
        } else if (entry instanceof Lost lost) {
            json.writeNumberProperty("entries", lost.entries());
        }
    }

    private static void write(JsonGenerator json, Decided decided) {
        json.writeStringProperty("service", decided.service().value());
        decided.port().ifPresent(port -> json.writeNumberProperty("port", port));
        decided.host().ifPresent(host -> json.writeStringProperty("host", host.toString()));
        json.writeStringProperty("plan", decided.plan());
        json.writeStringProperty("why", decided.why());
        json.writeStringProperty("reason", decided.reason());
        json.writeArrayPropertyStart("servers");
        for (Server server : decided.servers()) {
            json.writeStartObject();
            json.writeStringProperty("node", server.node().value());
            json.writeStringProperty("endpoint", server.endpoint().toString());
            json.writeBooleanProperty("backup", server.backup());
            json.writeNumberProperty("weight", server.weight());
            json.writeNumberProperty("maxConns", server.maxConns());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** The entry on {@code line}; empty when it is torn, damaged, or of a kind that this program does not know. */
    static Optional<JournalEntry> decode(String line) {
        try {
            JsonNode json = READER.readTree(line);
            return Optional.ofNullable(entry(json, Instant.parse(text(json, "at"))));
        } catch (JacksonException
                | IllegalArgumentException
                | DateTimeException
                | ArithmeticException
                | MalformedHeartbeatException e) {
            return Optional.empty(); // a journal outlives crashes and versions; the reader counts what it cannot use
        }
    }

    private static JournalEntry entry(JsonNode json, Instant at) throws MalformedHeartbeatException {
        return switch (text(json, "type")) {
            case "opened" -> opened(json, at);
            case "heartbeat" -> {
                byte[] heartbeat = json.path("heartbeat").toString().getBytes(StandardCharsets.UTF_8);
                yield new Beat(at, HeartbeatCodec.decode(heartbeat, heartbeat.length));
            }
            case "node" ->
                new NodeChanged(
                        at,
                        new NodeName(text(json, "node")),
                        json.has("before") ? Optional.of(state(text(json, "before"))) : Optional.empty(),
                        state(text(json, "state")),
                        millis(json, "silenceMillis"));
            case "decision" -> decided(json, at);
            case "paused" -> new Paused(at, millis(json, "lastedMillis"));
            case "lost" -> new Lost(at, number(json, "entries"));
            default -> null;
        };
    }

    private static Opened opened(JsonNode json, Instant at) {
        TreeMap<String, String> options = new TreeMap<>();
        json.path("options").properties().forEach(option -> {
            if (option.getValue().isString()) {
                options.put(option.getKey(), option.getValue().stringValue());
            }
        });
        return new Opened(
                at, json.path("start").isBoolean() && json.path("start").booleanValue(), options);
    }

    private static Decided decided(JsonNode json, Instant at) {
        List<Server> servers = new ArrayList<>();
        for (JsonNode server : json.path("servers")) {
            servers.add(new Server(
                    new NodeName(text(server, "node")),
                    Endpoint.parse(text(server, "endpoint")),
                    server.path("backup").isBoolean() && server.path("backup").booleanValue(),
                    Math.toIntExact(number(server, "weight")),
                    Math.toIntExact(number(server, "maxConns"))));
        }
        return new Decided(
                at,
                new ServiceName(text(json, "service")),
                json.has("port") ? OptionalInt.of(Math.toIntExact(number(json, "port"))) : OptionalInt.empty(),
                json.has("host") ? Optional.of(new HostName(text(json, "host"))) : Optional.empty(),
                text(json, "plan"),
                text(json, "why"),
                text(json, "reason"),
                servers);
    }

    private static String name(NodeState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static NodeState state(String name) {
        return NodeState.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private static String text(JsonNode json, String field) {
        if (!json.path(field).isString()) {
            throw new IllegalArgumentException(field + " is missing or is not a string");
        }
        return json.path(field).stringValue();
    }

    private static Duration millis(JsonNode json, String field) {
        Duration duration = Duration.ofMillis(number(json, field));
        if (duration.isNegative() || duration.compareTo(Recording.LONGEST) > 0) {
            throw new IllegalArgumentException(field + " is no time that a manager ran for");
        }
        return duration;
    }

    private static long number(JsonNode json, String field) {
        JsonNode value = json.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(field + " is missing or is not a whole number");
        }
        return value.longValue();
    }
}
