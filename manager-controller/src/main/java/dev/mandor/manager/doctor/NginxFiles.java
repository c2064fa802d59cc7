package dev.mandor.manager.doctor;

import dev.mandor.manager.nginx.NginxDump;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files that nginx reads, as {@code nginx -T} prints them. Read by patterns and not by nginx's grammar: enough to find what
 * stands in the way of Mandor's file, while the verdict on the whole is nginx's own ({@code nginx -t}).
 *
 * @param texts without comments, by path, in the order in which nginx reads them
 * @param marked those in whose first line it says that Mandor wrote them
 */
record NginxFiles(Map<String, String> texts, Set<String> marked) {
    /** How the first line of Mandor's files begins. */
    static final String MARK = "# Written by Mandor";

    private static final Pattern COMMENT = Pattern.compile("(?m)(^|\\s)#.*$");
    private static final Pattern INCLUDE = Pattern.compile("(?:^|[;{}\\s])include\\s+([^;\\s]+)\\s*;");
    private static final Pattern SERVER = Pattern.compile("(?:^|[;{}\\s])server\\s*\\{");

    NginxFiles {
        texts = new LinkedHashMap<>(texts);
        marked = new TreeSet<>(marked);
    }

    static NginxFiles parse(String output) {
        Map<String, String> texts = new LinkedHashMap<>();
        Set<String> marked = new TreeSet<>();
        NginxDump.parse(output).texts().forEach((path, text) -> {
            texts.put(path, uncommented(text));
            if (text.strip().startsWith(MARK)) {
                marked.add(path);
            }
        });
        return new NginxFiles(texts, marked);
    }

    /** Whether of these two nginx reads {@code file} before {@code other}; if one is not there yet, by their names. */
    boolean readsFirst(String file, String other) {
        List<String> order = List.copyOf(texts.keySet());
        boolean known = order.contains(file) && order.contains(other);
        return known ? order.indexOf(file) < order.indexOf(other) : file.compareTo(other) < 0;
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

    /** The {@code server} blocks in {@code file}, of http and stream alike. */
    List<Site> sites(String file) {
        String text = texts.getOrDefault(file, "");
        List<Site> sites = new ArrayList<>();
        Matcher server = SERVER.matcher(text);
        while (server.find()) {
            sites.add(new Site(file, text.substring(server.end(), end(text, server.end()))));
        }
        return sites;
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
