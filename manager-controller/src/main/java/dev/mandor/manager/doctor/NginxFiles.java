package dev.mandor.manager.doctor;

import dev.mandor.manager.nginx.NginxDump;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that nginx reads, as {@code nginx -T} prints them. Read by patterns and not by nginx's grammar: enough to find what
 * stands in the way of Mandor's file, while the verdict on the whole is nginx's own ({@code nginx -t}).
 *
 * @param texts without comments, by path, in the order in which nginx reads them
 */
record NginxFiles(Map<String, String> texts) {
    private static final Pattern COMMENT = Pattern.compile("(?m)(^|\\s)#.*$");
    private static final Pattern INCLUDE = Pattern.compile("(?:^|[;{}\\s])include\\s+([^;\\s]+)\\s*;");
    private static final Pattern SERVER = Pattern.compile("(?:^|[;{}\\s])server\\s*\\{");

    NginxFiles {
        texts = new LinkedHashMap<>(texts);
    }

    static NginxFiles parse(String output) {
        Map<String, String> texts = new LinkedHashMap<>();
        NginxDump.parse(output).texts().forEach((path, text) -> texts.put(path, uncommented(text)));
        return new NginxFiles(texts);
    }

    /** Whether nginx reads {@code file}, or would if it were there. */
    boolean include(String file) {
        if (texts.containsKey(file)) {
            return true;
        }
        NginxDump dump = new NginxDump(texts);
        return texts.values().stream()
                .flatMap(text -> INCLUDE.matcher(text).results())
                .anyMatch(include -> dump.includes(unquoted(include.group(1)), file));
    }

    /** The bodies of the {@code server} blocks in {@code file}, of http and stream alike. */
    List<String> servers(String file) {
        String text = texts.getOrDefault(file, "");
        List<String> bodies = new ArrayList<>();
        Matcher server = SERVER.matcher(text);
        while (server.find()) {
            bodies.add(text.substring(server.end(), end(text, server.end())));
        }
        return bodies;
    }

    private static int end(String text, int start) {
        int depth = 1;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return text.length();
    }

    private static String uncommented(String text) {
        return COMMENT.matcher(text).replaceAll("");
    }

    private static String unquoted(String word) {
        return word.replaceAll("[\"']", "");
    }
}
