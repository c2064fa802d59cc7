package dev.mandor.manager.nginx;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that nginx reads, as {@code nginx -T} prints them.
 *
 * @param texts as they are, by path, in the order in which nginx reads them; the first is nginx.conf
 */
public record NginxDump(Map<String, String> texts) {
    private static final Pattern HEADING = Pattern.compile("(?m)^# configuration file (/\\S+):$");

    public NginxDump {
        texts = new LinkedHashMap<>(texts);
    }

    /** @param output of nginx -T; what stands before the first heading is passed over */
    public static NginxDump parse(String output) {
        Map<String, String> texts = new LinkedHashMap<>();
        Matcher heading = HEADING.matcher(output);
        int start = -1;
        String path = "";
        while (heading.find()) {
            if (start >= 0) {
                texts.put(path, output.substring(start, heading.start()));
            }
            path = heading.group(1);
            start = heading.end();
        }
        if (start >= 0) {
            texts.put(path, output.substring(start));
        }
        return new NginxDump(texts);
    }

    /** The files that {@code include pattern} takes in, in nginx's order. */
    List<String> included(String pattern) {
        return texts.keySet().stream()
                .filter(file -> includes(pattern, file))
                .sorted()
                .toList();
    }

    /** Whether {@code include pattern} takes in {@code file}, or would if it were there. */
    public boolean includes(String pattern, String file) {
        Path base = Path.of(texts.keySet().stream().findFirst().orElse("/")).resolveSibling("");
        return FileSystems.getDefault()
                .getPathMatcher("glob:" + base.resolve(pattern).normalize())
                .matches(Path.of(file));
    }
}
