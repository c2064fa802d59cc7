package dev.mandor.manager;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Text as somebody would write it who wants it to be taken for more than text. */
final class HostileText {
    private static final String LETTERS =
            "\n\r\0\t\u001b\u0085\u009b;{}\"'$#\\/ |`&<>()*~%=@,:[]^\u00e9\u2028\u202e\ufeff\ud83d\ude00\ud800";
    private static final List<String> TEXTS = List.of(
            "x; } server { listen 6666",
            "10.0.0.1:80; server 6.6.6.6:80",
            "10.0.0.1;\nserver 6.6.6.6:80;",
            "x\n}\nserver { listen 6666; location / { alias /etc/; } }\n#",
            "${host}",
            "$remote_addr",
            "a # comment",
            "\"quoted\"",
            "'",
            "\\",
            "include /etc/passwd;",
            "~^(.*)$",
            "*",
            "_",
            "unix:/run/docker.sock",
            "localhost",
            "evil.example",
            "127.0.0.1:80 weight=1000",
            "::1]:80;",
            "fe80::1%eth0;",
            "0x7f.1",
            "010.0.0.1",
            "1e9",
            "-1",
            "NaN",
            "\u001b[2J\u001b]0;title\u0007",
            "\u009b2J",
            "2026-11-22 03:00:00.000 ERROR all is lost",
            "x\n2026-11-22 03:00:00.000 ERROR all is lost",
            "\u0661\u0660.0.0.1",
            "\uff11.2.3.4",
            "",
            " ",
            "lua_code",
            "x".repeat(300),
            "9".repeat(400),
            "a.".repeat(200) + "example");

    private HostileText() {}

    /** {@code text} spoilt, or something else altogether; now and then it stays as it is. */
    static String spoilt(String text, Random random) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> any(TEXTS, random);
            case 2 -> text + any(TEXTS, random);
            case 3 -> any(TEXTS, random) + text;
            case 4 -> inserted(text, random);
            default -> inserted(inserted(text, random), random);
        };
    }

    /** {@code bytes} with one to three bytes changed, lost or added. */
    static byte[] spoilt(byte[] bytes, Random random) {
        byte[] spoilt = bytes;
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(spoilt.length);
            int until = at + random.nextInt(2);
            byte[] middle = new byte[random.nextInt(2)];
            random.nextBytes(middle);
            byte[] next = Arrays.copyOf(spoilt, spoilt.length - (until - at) + middle.length);
            System.arraycopy(middle, 0, next, at, middle.length);
            System.arraycopy(spoilt, until, next, at + middle.length, spoilt.length - until);
            spoilt = next;
        }
        return spoilt;
    }

    /** As a string of JSON, as any encoder would write it: the text itself arrives as it is. */
    static String json(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate((char) c)) {
                json.append(String.format("\\u%04x", c));
            } else {
                json.append((char) c);
            }
        });
        return json.append('"').toString();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static <T> T any(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String inserted(String text, Random random) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + LETTERS.charAt(random.nextInt(LETTERS.length())) + text.substring(at);
    }
}
