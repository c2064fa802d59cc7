package dev.mandor.manager.probe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The beginning of an answer of HTTP/1: its status and its header fields, each as {@code name: value}. Whoever listens there may have
 * written it.
 */
record HttpHead(int status, List<String> fields) {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");

    HttpHead {
        fields = List.copyOf(fields);
    }

    /** Empty when {@code bytes} do not begin as an answer does. */
    static Optional<HttpHead> parse(byte[] bytes) {
        List<String> lines = new ArrayList<>(
                new String(bytes, StandardCharsets.ISO_8859_1).lines().toList());
        Matcher status = STATUS.matcher(lines.isEmpty() ? "" : lines.get(0));
        if (!status.matches()) {
            return Optional.empty();
        }
        List<String> fields = lines.stream()
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.contains(":"))
                .toList();
        return Optional.of(new HttpHead(Integer.parseInt(status.group(1)), fields));
    }

    /** The values of all fields of that name. */
    Stream<String> values(String name) {
        return fields.stream()
                .filter(field -> field.substring(0, field.indexOf(':')).equalsIgnoreCase(name))
                .map(field -> field.substring(field.indexOf(':') + 1).strip());
    }
}
