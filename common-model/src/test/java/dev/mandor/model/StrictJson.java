package dev.mandor.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON by the letter of RFC 8259, in UTF-8 and without a name given twice: a second opinion on what the codec reads, which shares
 * nothing with it. An object becomes a map, an array a list, a number a {@link NumberText}, null {@link #NULL}.
 */
final class StrictJson {
    static final Object NULL = new Object();

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final String text;
    private int at;
    private int depth;
    private int deepest;
    private int longestNumber;

    /** A number as it was written. */
    record NumberText(String text) {
        boolean isWhole() {
            return text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
        }
    }

    /** What was read, and how far it went to the limits that any reader of JSON has. */
    record Document(Object value, int depth, int longestNumber) {}

    /** The bytes are no JSON. */
    static final class NotJson extends Exception {
        private static final long serialVersionUID = 1L;

        NotJson(String message) {
            super(message);
        }
    }

    private StrictJson(String text) {
        this.text = text;
    }

    static Document read(byte[] bytes) throws NotJson {
        StrictJson json = new StrictJson(utf8(bytes));
        Object value = json.value();
        if (json.next() != '\0' || json.at < json.text.length()) {
            throw new NotJson("more than one value");
        }
        return new Document(value, json.deepest, json.longestNumber);
    }

    private static String utf8(byte[] bytes) throws NotJson {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new NotJson("not UTF-8");
        }
    }

    private Object value() throws NotJson {
        return switch (next()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", NULL);
            default -> number();
        };
    }

    private Map<String, Object> object() throws NotJson {
        enter();
        Map<String, Object> object = new LinkedHashMap<>();
        at++;
        for (boolean first = true; next() != '}'; first = false) {
            if (!first) {
                skip(',');
            }
            String name = string();
            skip(':');
            if (object.putIfAbsent(name, value()) != null) {
                throw new NotJson("a name given twice");
            }
        }
        at++;
        depth--;
        return object;
    }

    private List<Object> array() throws NotJson {
        enter();
        List<Object> array = new ArrayList<>();
        at++;
        for (boolean first = true; next() != ']'; first = false) {
            if (!first) {
                skip(',');
            }
            array.add(value());
        }
        at++;
        depth--;
        return array;
    }

    private void enter() {
        depth++;
        deepest = Math.max(deepest, depth);
    }

    private String string() throws NotJson {
        skip('"');
        StringBuilder string = new StringBuilder();
        while (peek() != '"') {
            char c = peek();
            if (c < ' ') {
                throw new NotJson("a control character in a string, or no end of it");
            }
            at++;
            string.append(c == '\\' ? escaped() : c);
        }
        at++;
        return string.toString();
    }

    private char escaped() throws NotJson {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw new NotJson("an unknown escape");
        };
    }

    private char unicode() throws NotJson {
        int code = 0;
        for (int digits = 0; digits < 4; digits++) {
            char c = peek();
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw new NotJson("not four hexadecimal digits");
            }
            code = 16 * code + digit;
            at++;
        }
        return (char) code;
    }

    private Object word(String word, Object meaning) throws NotJson {
        if (!text.startsWith(word, at)) {
            throw new NotJson("an unknown word");
        }
        at += word.length();
        return meaning;
    }

    private NumberText number() throws NotJson {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw new NotJson("no value");
        }
        at = number.end();
        longestNumber = Math.max(longestNumber, number.group().length());
        return new NumberText(number.group());
    }

    private void skip(char expected) throws NotJson {
        if (next() != expected) {
            throw new NotJson("no " + expected);
        }
        at++;
    }

    /** The next character that is no white space; NUL at the end. */
    private char next() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return peek();
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }
}
