package dev.mandor.browser;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a program wrote to a terminal, with its colours, as a page that looks like one. */
final class Terminal {
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[(\\d+)m");
    private static final Map<String, String> SPANS = Map.of(
            "0", "</span>",
            "31", "<span style='color:#ff8c9b'>",
            "32", "<span style='color:#7fd6a4'>",
            "33", "<span style='color:#f0c674'>");
    private static final String FRAME = """
            <!doctype html><meta charset=utf-8><body style='margin:0;background:#141a21'>
            <pre style='margin:0;padding:18px 24px 20px;display:inline-block;color:#e3e8ee;font:15px/1.5 "DejaVu Sans Mono",monospace'>%s</pre>
            """;

    private Terminal() {}

    /** A data URL. */
    static String page(String command, String output) {
        String text = "<span style='color:#7db8f5'>$</span> " + escaped(command) + "\n"
                + coloured(escaped(output)).stripTrailing();
        return "data:text/html;base64,"
                + Base64.getEncoder().encodeToString(FRAME.formatted(text).getBytes(StandardCharsets.UTF_8));
    }

    private static String coloured(String text) {
        return COLOUR.matcher(text).replaceAll(it -> Matcher.quoteReplacement(SPANS.get(it.group(1))));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
