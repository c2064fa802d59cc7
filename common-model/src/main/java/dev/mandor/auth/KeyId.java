package dev.mandor.auth;

import java.util.regex.Pattern;

/**
 * The public name of a key. It stands in each datagram and may be shown anywhere: letters, digits, dot, underscore and
 * hyphen, at most 64 of them.
 */
public record KeyId(String value) {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** @throws IllegalArgumentException when {@code value} is no such name; the message does not repeat the value */
    public KeyId {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("a key id is 1 to 64 letters, digits, dots, underscores or hyphens");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
