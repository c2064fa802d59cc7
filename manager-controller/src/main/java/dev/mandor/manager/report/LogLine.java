package dev.mandor.manager.report;

import dev.mandor.manager.report.LogEntry.Attempt;
import dev.mandor.model.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a line in the format {@code mandor} that {@code NginxConfigRenderer} defines. Unknown fields are ignored; a line with
 * anything else in a known one is not ours. Thread-safe.
 *
 * <p>nginx writes the servers that it asked in turn as {@code a, b}, and with {@code " : "} where an internal redirect, ours to
 * the fallback, lies between two; status and times in step with them (ngx_http_upstream_module, "Embedded Variables"). Where
 * it found no server to ask, the group's name stands in the place of an address.
 */
final class LogLine {
    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CANONICALIZE_PROPERTY_NAMES) // else it keeps all names it ever read
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();
    private static final Pattern BETWEEN_SERVERS = Pattern.compile(", | : ");
    private static final Pattern GROUP = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,99}");
    private static final Pattern SITE = Pattern.compile("[A-Za-z0-9*._-]{0,253}");
    private static final Pattern STATUS = Pattern.compile("[0-9]{3}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,7}[.][0-9]{3}");
    private static final double FIRST_SECOND = 946_684_800; // of the year 2000: no clock that was ever set is before it
    private static final double LAST_SECOND = 4_102_444_800.0; // of the year 2100
    private static final double LONGEST_SECONDS = 9_999_999;

    private LogLine() {}

    /** Empty when the line is not ours. */
    static Optional<LogEntry> parse(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            return json.isObject() ? Optional.of(entry(json)) : Optional.empty();
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty(); // why does not matter: the user is told how many, and where the first is
        }
    }

    private static LogEntry entry(JsonNode json) {
        double time = number(json, "time", FIRST_SECOND, LAST_SECOND);
        double seconds = number(json, "request_time", 0, LONGEST_SECONDS);
        return new LogEntry(
                Math.round(time * 1000),
                text(json, "site", SITE),
                Integer.parseInt(text(json, "status", STATUS)),
                Math.round(seconds * 1000),
                attempts(list(json, "upstream_addr"), list(json, "upstream_connect_time")));
    }

    private static List<Attempt> attempts(List<String> servers, List<String> connectTimes) {
        if (servers.size() != connectTimes.size()) {
            throw new IllegalArgumentException("lists of different length");
        }
        List<Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            if (!GROUP.matcher(servers.get(i)).matches()) {
                attempts.add(new Attempt(Endpoint.parse(servers.get(i)), millis(connectTimes.get(i))));
            }
        }
        return attempts;
    }

    private static OptionalLong millis(String seconds) {
        if (seconds.equals("-")) {
            return OptionalLong.empty();
        }
        check(SECONDS.matcher(seconds).matches());
        return OptionalLong.of(Long.parseLong(seconds.replace(".", "")));
    }

    private static List<String> list(JsonNode json, String name) {
        JsonNode value = json.path(name);
        check(value.isString());
        String text = value.stringValue();
        return text.isEmpty() || text.equals("-") ? List.of() : List.of(BETWEEN_SERVERS.split(text, -1));
    }

    private static String text(JsonNode json, String name, Pattern allowed) {
        JsonNode value = json.path(name);
        check(value.isString() && allowed.matcher(value.stringValue()).matches());
        return value.stringValue();
    }

    private static double number(JsonNode json, String name, double least, double most) {
        JsonNode value = json.path(name);
        check(value.isNumber());
        double number = value.numberValue().doubleValue();
        check(number >= least && number <= most);
        return number;
    }

    private static void check(boolean ours) {
        if (!ours) {
            throw new IllegalArgumentException("not ours");
        }
    }
}
