package dev.mandor.manager.cluster;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name by which clients ask for a site, as {@code api.example.org} or {@code *.example.org}: letters, digits, hyphens and
 * dots (RFC 1123), kept in lower case. Nothing that means anything to nginx but the leading {@code *.}. The last part is not a
 * number, so it is no IP address: {@code 127.0.0.1} is where nginx is asked which configuration it runs.
 */
public record HostName(String value) {
    private static final int LONGEST = 253;
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern NAME = Pattern.compile("(\\*\\.)?(" + LABEL + "\\.)*(?![0-9]+$)" + LABEL);

    /** @throws IllegalArgumentException when {@code value} is no such name */
    public HostName {
        value = value.toLowerCase(Locale.ROOT);
        if (value.length() > LONGEST || !NAME.matcher(value).matches()) {
            throw new IllegalArgumentException("a host is a name such as api.example.org or *.example.org");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
