package dev.mandor.manager.nginx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of nginx, read directive by directive as nginx's {@code ngx_conf_read_token} does. Whoever cannot be sure what such a
 * file says must not repeat any of it: what nginx would refuse is an exception here.
 */
final class NginxWords {
    private static final String SPACE = " \t\r\n";

    private final String text;
    private int at;

    /**
     * One directive up to its end.
     *
     * @param words none where a block ends
     * @param end {@code ;}, or a brace
     */
    record Directive(List<String> words, char end) {}

    NginxWords(String text) {
        this.text = text;
    }

    /**
     * The next one; empty at the end of the file.
     *
     * @throws IllegalArgumentException when the file ends within a word or directive
     */
    Optional<Directive> next() {
        List<String> words = new ArrayList<>();
        while (!isAtEnd()) {
            char c = text.charAt(at);
            if (";{}".indexOf(c) >= 0) {
                at++;
                return Optional.of(new Directive(words, c));
            }
            words.add(c == '"' || c == '\'' ? quoted(c) : bare());
        }
        check(words.isEmpty());
        return Optional.empty();
    }

    private boolean isAtEnd() {
        while (at < text.length()) {
            if (text.charAt(at) == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (SPACE.indexOf(text.charAt(at)) >= 0) {
                at++;
            } else {
                return false;
            }
        }
        return true;
    }

    private String bare() {
        int start = at;
        while (at < text.length() && !endsBareWord()) {
            skip();
        }
        return text.substring(start, Math.min(at, text.length()));
    }

    private boolean endsBareWord() {
        char c = text.charAt(at);
        boolean isVariable = c == '{' && text.charAt(at - 1) == '$'; // as in ${name}
        return SPACE.indexOf(c) >= 0 || c == ';' || (c == '{' && !isVariable);
    }

    private String quoted(char quote) {
        int start = ++at;
        while (at < text.length() && text.charAt(at) != quote) {
            skip();
        }
        check(at < text.length());
        return text.substring(start, at++);
    }

    // What a backslash means does not matter: no word with one is ever repeated.
    private void skip() {
        at += text.charAt(at) == '\\' ? 2 : 1;
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("nginx's files could not be read to their end");
        }
    }
}
