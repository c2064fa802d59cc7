package dev.mandor.manager.traffic;

import dev.mandor.model.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request, as nginx tells of it in one datagram: its RFC 3164 header and the line that {@code NginxConfigRenderer} defines,
 *
 * <pre>&lt;190&gt;Nov 28 17:34:48 mandor: VERSION|SERVICE|1|200|mandor_web|10.0.0.1:8080|0.003|0.004</pre>
 *
 * <p>The lists of servers and times are nginx's own: {@code a, b} for servers that were asked in turn, {@code " : "} where a
 * redirect of ours lies between two. The last one is who answered. JSON would be longer, and nginx would have to escape it.
 *
 * @param version of the configuration by which the request was served
 * @param requests how many requests the line stands for
 * @param status that the client got
 * @param server who was asked last; empty when nginx asked nobody, or found nobody to ask
 * @param fallback whether the fallback's turn had come
 * @param answered whether that server sent a response that nginx could pass on; if not, the status is nginx's own
 * @param millis from the first byte of the request to the last one of the response
 */
record TrafficLine(
        String version,
        String service,
        int requests,
        int status,
        Optional<Endpoint> server,
        boolean fallback,
        boolean answered,
        long millis) {
    /** nginx cuts what is longer. */
    static final int MOST_BYTES = 2048;

    /** Stands for {@code $proxy_host} where no server group was asked but one address: ours do that for the fallback only. */
    private static final Pattern ADDRESS = Pattern.compile("\\[[0-9a-f:.]+]:[0-9]+|[0-9.]+:[0-9]+");

    private static final String TIME = "(?:-|[0-9]{1,7}[.][0-9]{3})";

    private static final Pattern LINE = Pattern.compile("<[0-9]{1,3}>[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} mandor: "
            + "([0-9a-f]{12})[|]([a-z0-9][a-z0-9_-]{0,62})[|](1|10|100|1000)[|]([0-9]{3})"
            + "[|]([A-Za-z0-9_.:\\[\\]-]{1,200}+)[|]([A-Za-z0-9_.:\\[\\], -]{1,1500}+)"
            + "[|](" + TIME + "(?:(?:, | : )" + TIME + "){0,30}+)"
            + "[|]([0-9]{1,7})[.]([0-9]{3})\n?");
    private static final Pattern BETWEEN_SERVERS = Pattern.compile(", | : ");

    /** Empty when the datagram is not of our nginx. */
    static Optional<TrafficLine> parse(byte[] datagram, int length) {
        if (length > MOST_BYTES) {
            return Optional.empty();
        }
        Matcher line = LINE.matcher(new String(datagram, 0, length, StandardCharsets.ISO_8859_1));
        if (!line.matches()) {
            return Optional.empty();
        }
        String[] servers = BETWEEN_SERVERS.split(line.group(6), -1);
        String[] headerTimes = BETWEEN_SERVERS.split(line.group(7), -1);
        if (servers.length != headerTimes.length) {
            return Optional.empty();
        }
        return Optional.of(new TrafficLine(
                line.group(1),
                line.group(2),
                Integer.parseInt(line.group(3)),
                Integer.parseInt(line.group(4)),
                endpoint(servers[servers.length - 1]),
                ADDRESS.matcher(line.group(5)).matches(),
                !headerTimes[headerTimes.length - 1].equals("-"),
                Long.parseLong(line.group(8)) * 1000 + Integer.parseInt(line.group(9))));
    }

    // A dash where nobody was asked, the name of the group where none of it was left.
    private static Optional<Endpoint> endpoint(String text) {
        try {
            return Optional.of(Endpoint.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** nginx could get no answer for the client. */
    boolean failedByNginx() {
        return status >= 500 && !answered;
    }

    /** The application answered so. */
    boolean failedByApplication() {
        return status >= 500 && answered;
    }
}
