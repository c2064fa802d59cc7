package dev.mandor.manager.nginx;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must be known of an nginx before a file is written for it, as it tells itself; asked once, when it is first seen. What
 * cannot be found out is taken as in an nginx of long ago, whose directives all later ones take.
 *
 * @param version as one number that grows: 1.28.0 is 1028000; 0 when it is not known
 * @param ipv6 whether its machine has IPv6
 */
public record NginxFacts(int version, boolean ipv6) {
    public static final NginxFacts UNKNOWN = new NginxFacts(0, false);

    private static final Pattern VERSION =
            Pattern.compile("nginx version: [a-z]+/([0-9]{1,2})\\.([0-9]{1,3})\\.([0-9]{1,3})");
    private static final int KEEPS_UPSTREAM_CONNECTIONS = number(1, 29, 7);

    /** Reads what {@link NginxScript#FACTS} prints. */
    public static NginxFacts parse(String output) {
        Matcher version = VERSION.matcher(output);
        return new NginxFacts(
                version.find() ? number(digits(version, 1), digits(version, 2), digits(version, 3)) : 0,
                output.lines().anyMatch("ipv6"::equals));
    }

    /** Whether it keeps connections to upstreams open unless told otherwise, as nginx does from 1.29.7 on. */
    boolean keepsUpstreamConnections() {
        return version >= KEEPS_UPSTREAM_CONNECTIONS;
    }

    private static int digits(Matcher version, int group) {
        return Integer.parseInt(version.group(group));
    }

    private static int number(int major, int minor, int patch) {
        return (major * 1000 + minor) * 1000 + patch;
    }
}
