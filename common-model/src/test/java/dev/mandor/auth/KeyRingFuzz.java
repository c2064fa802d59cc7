package dev.mandor.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.regex.Pattern;

/**
 * What must hold of any text of a key file: it is understood as its format says, read here once more and otherwise, or refused
 * with one of few sentences, which cannot repeat a secret. {@code scripts/fuzz} calls this with what a coverage-guided fuzzer
 * makes up.
 */
public final class KeyRingFuzz {
    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final Pattern REFUSAL =
            Pattern.compile("there is no key in it|line [0-9]+: (expected three words, KEYID NODE"
                    + " SECRET|another key has the same (secret|id)|a (key id|node name) is 1 to [0-9]+ letters, digits, dots,"
                    + " underscores or hyphens|the secret is (not Base64|longer than 1024 bytes|too short: it must be at least 32"
                    + " bytes, 43 characters of Base64))");

    private KeyRingFuzz() {}

    /** The name that Jazzer looks for. */
    public static void fuzzerTestOneInput(byte[] file) {
        accepts(file);
    }

    /** Whether {@code file} holds keys and nothing else. */
    static boolean accepts(byte[] file) {
        List<String> lines = new String(file, UTF_8).lines().toList();
        Optional<Map<String, String>> expected = expected(lines);
        Optional<Map<String, String>> understood = understood(lines);
        if (!understood.equals(expected)) {
            throw new AssertionError("understood as " + understood + ", but it says " + expected);
        }
        return understood.isPresent();
    }

    private static Optional<Map<String, String>> understood(List<String> lines) {
        try {
            KeyRing ring = KeyRing.parse(lines);
            Map<String, String> keys = new LinkedHashMap<>();
            for (KeyId id : ring.ids()) {
                String[] line = ring.find(id).orElseThrow().line().split(" ", -1);
                keys.put(line[0], line[1] + " " + Arrays.toString(bytes(line[2]).orElseThrow()));
            }
            return Optional.of(keys);
        } catch (IllegalArgumentException e) {
            if (!REFUSAL.matcher(e.getMessage()).matches() || e.getCause() != null) {
                throw new AssertionError("unsafe to log", e);
            }
            return Optional.empty();
        }
    }

    private static Optional<Map<String, String>> expected(List<String> lines) {
        Map<String, String> keys = new LinkedHashMap<>();
        Map<String, String> secrets = new LinkedHashMap<>();
        for (String line : lines) {
            StringTokenizer words = new StringTokenizer(line.strip(), " \t");
            if (line.strip().startsWith("#") || line.isBlank()) {
                continue;
            }
            if (words.countTokens() != 3) {
                return Optional.empty();
            }
            String id = words.nextToken();
            String node = words.nextToken();
            Optional<byte[]> secret =
                    bytes(words.nextToken()).filter(bytes -> bytes.length >= 32 && bytes.length <= 1024);
            boolean named = isName(id, 64) && (node.equals("*") || isName(node, 253));
            if (!named || secret.isEmpty()) {
                return Optional.empty();
            }
            String shown = Arrays.toString(secret.get());
            if (keys.put(id, node + " " + shown) != null || secrets.put(shown, id) != null) {
                return Optional.empty();
            }
        }
        return keys.isEmpty() ? Optional.empty() : Optional.of(keys);
    }

    private static boolean isName(String text, int longest) {
        return !text.isEmpty()
                && text.length() <= longest
                && text.chars()
                        .allMatch(c -> c == '.' || c == '_' || c == '-' || (c < 128 && Character.isLetterOrDigit(c)));
    }

    /** Base64 by RFC 4648, of either alphabet, padded in full or not at all. */
    private static Optional<byte[]> bytes(String text) {
        String digits = text.replaceFirst("={1,2}$", "").replace('+', '-').replace('/', '_');
        boolean padded = digits.length() < text.length();
        if (digits.length() % 4 == 1 || (padded && text.length() % 4 != 0)) {
            return Optional.empty();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int bits = 0;
        int count = 0;
        for (int index = 0; index < digits.length(); index++) {
            int value = BASE64.indexOf(digits.charAt(index));
            if (value < 0) {
                return Optional.empty();
            }
            bits = bits << 6 | value;
            count += 6;
            if (count >= 8) {
                count -= 8;
                bytes.write(bits >> count);
            }
        }
        return Optional.of(bytes.toByteArray());
    }
}
