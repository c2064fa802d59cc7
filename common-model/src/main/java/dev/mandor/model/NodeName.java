package dev.mandor.model;

import java.util.regex.Pattern;

/**
 * The name under which a node reports, by default its hostname. It may be shown in a log or on a terminal as it is: it
 * holds nothing but letters, digits, dot, underscore and hyphen, and at most 253 characters, the limit of a host name in
 * DNS (RFC 1035).
 */
public record NodeName(String value) implements Comparable<NodeName> {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._-]{1,253}");

    /** @throws IllegalArgumentException when {@code value} is no such name; the message does not repeat the value */
    public NodeName {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException("a node name is 1 to 253 letters, digits, dots, underscores or hyphens");
        }
    }

    @Override
    public int compareTo(NodeName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
