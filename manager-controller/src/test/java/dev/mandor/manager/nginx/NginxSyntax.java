package dev.mandor.manager.nginx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads a configuration as nginx itself does, into directives of words; by {@code ngx_conf_read_token} in nginx's
 * {@code src/core/ngx_conf_file.c}, and by nothing that Mandor writes or reads its file with.
 */
final class NginxSyntax {
    private static final String SPACE = " \t\r\n";
    private static final char END = '\0';

    private final String text;
    private final List<String> comments = new ArrayList<>();
    private int at;

    /** @param block of a directive such as {@code server {...}}; empty for one that ends in a semicolon */
    record Directive(List<String> words, Optional<List<Directive>> block) {
        /** On one line, each word that could be taken for several in angle brackets. */
        @Override
        public String toString() {
            return line() + block.map(inner -> " {" + inner(inner) + "}").orElse("");
        }

        String name() {
            return words.get(0);
        }

        private static String inner(List<Directive> directives) {
            return directives.stream().map(Directive::toString).collect(Collectors.joining("; "));
        }

        private String line() {
            return words.stream().map(Directive::unmistakable).collect(Collectors.joining(" "));
        }

        private static String unmistakable(String word) {
            boolean plain = !word.isEmpty() && word.chars().noneMatch(c -> c <= ' ' || "<>{};".indexOf(c) >= 0);
            return plain ? word : "<" + word + ">";
        }
    }

    /** @param comments without the hash */
    record Conf(List<Directive> directives, List<String> comments) {}

    private NginxSyntax(String text) {
        this.text = text;
    }

    /** @throws AssertionError when nginx would refuse it */
    static Conf parse(String text) {
        NginxSyntax syntax = new NginxSyntax(text);
        List<Directive> directives = syntax.directives(END);
        return new Conf(directives, syntax.comments);
    }

    private List<Directive> directives(char end) {
        List<Directive> directives = new ArrayList<>();
        for (char next = next(); next != end; next = next()) {
            directives.add(directive());
        }
        if (end != END) {
            at++;
        }
        return directives;
    }

    private Directive directive() {
        List<String> words = new ArrayList<>();
        while (";{}".indexOf(next()) < 0) {
            words.add(peek() == '"' || peek() == '\'' ? quoted() : bare());
        }
        char end = peek();
        at++;
        check(!words.isEmpty() && end != '}', "unexpected '" + end + "'");
        return new Directive(words, end == '{' ? Optional.of(directives('}')) : Optional.empty());
    }

    private String bare() {
        StringBuilder word = new StringBuilder();
        while (at < text.length()
                && SPACE.indexOf(peek()) < 0
                && peek() != ';'
                && !(peek() == '{' && !isVariable(word))) {
            append(word);
        }
        return word.toString();
    }

    // As in ${name}.
    private static boolean isVariable(StringBuilder word) {
        return word.length() > 0 && word.charAt(word.length() - 1) == '$';
    }

    private String quoted() {
        char quote = peek();
        at++;
        StringBuilder word = new StringBuilder();
        while (peek() != quote) {
            check(at < text.length(), "no end of a quoted word");
            append(word);
        }
        at++;
        check(at == text.length() || (SPACE + ";{)").indexOf(peek()) >= 0, "no space behind a quoted word");
        return word.toString();
    }

    private void append(StringBuilder word) {
        if (peek() == '\\' && at + 1 < text.length()) {
            at++;
            int known = "\"'\\tnr".indexOf(peek());
            word.append(known < 0 ? "\\" + peek() : String.valueOf("\"'\\\t\n\r".charAt(known)));
        } else {
            word.append(peek());
        }
        at++;
    }

    /** The next character that is neither space nor within a comment; NUL at the end. */
    private char next() {
        while (at < text.length()) {
            if (peek() == '#') {
                int end = text.indexOf('\n', at);
                comments.add(text.substring(at + 1, end < 0 ? text.length() : end));
                at = end < 0 ? text.length() : end;
            } else if (SPACE.indexOf(peek()) >= 0) {
                at++;
            } else {
                break;
            }
        }
        check(at == text.length() || peek() != END, "a NUL");
        return peek();
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : END;
    }

    private void check(boolean holds, String problem) {
        if (!holds) {
            throw new AssertionError(problem + " at " + at + " of:\n" + text);
        }
    }
}
