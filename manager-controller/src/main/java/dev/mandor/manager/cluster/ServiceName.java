package dev.mandor.manager.cluster;

import java.util.regex.Pattern;

/**
 * The name of a web service; nginx's upstream carries it. Lower-case letters, digits, {@code _} and {@code -}, at most 63: none
 * of these means anything to nginx, so that a name can reach its file.
 */
public record ServiceName(String value) implements Comparable<ServiceName> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    /** @throws IllegalArgumentException when {@code value} is no such name */
    public ServiceName {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a service's name is 1 to 63 lower-case letters, digits, '_' or '-', beginning with a letter or digit");
        }
    }

    @Override
    public int compareTo(ServiceName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
