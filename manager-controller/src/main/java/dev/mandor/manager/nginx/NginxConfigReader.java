package dev.mandor.manager.nginx;

import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.model.Endpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads from a file of {@link NginxConfigRenderer} who serves by it, so that a restart of the manager changes nothing. */
final class NginxConfigReader {
    /** What the names of our upstreams begin with. */
    static final String UPSTREAM = "mandor_";

    private static final Pattern BLOCK =
            Pattern.compile("^upstream " + UPSTREAM + "([a-z0-9_-]+) \\{([^}]*)}", Pattern.MULTILINE);
    // Files of earlier versions have a fail_timeout.
    private static final Pattern SERVER = Pattern.compile(
            "^ {4}server (\\S+)(?: weight=(\\d{1,4}))?(?: max_conns=(\\d{1,7}))? max_fails=\\d+(?: fail_timeout=\\w+)?( backup)?;$",
            Pattern.MULTILINE);

    private static final Pattern TRAFFIC_FORMAT = Pattern.compile(
            "^log_format " + TrafficFormat.NAME + "\\S+ '[^|']*[|][^|']*[|](\\d{1,4})[|]", Pattern.MULTILINE);
    private static final Pattern VERSION =
            Pattern.compile("^ +return 200 \"([0-9a-f]{12})\\\\n\";$", Pattern.MULTILINE);

    private NginxConfigReader() {}

    /** How many of the requests nginx tells of by it; empty for a file that is not ours or has nginx tell nothing. */
    static Optional<Sampling> samplingIn(String text) {
        Matcher format = TRAFFIC_FORMAT.matcher(text);
        return format.find() ? Sampling.ofRequestsPerLine(Integer.parseInt(format.group(1))) : Optional.empty();
    }

    /** The version that nginx answers with; empty for a file that is not ours. */
    static Optional<String> versionIn(String text) {
        Matcher version = VERSION.matcher(text);
        return version.find() ? Optional.of(version.group(1)) : Optional.empty();
    }

    /** Who serves, by service; nobody by any file that is not ours. */
    static Map<ServiceName, Serving> servingIn(String text) {
        Map<ServiceName, Serving> serving = new LinkedHashMap<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            try {
                serving.put(new ServiceName(block.group(1)), servers(block.group(2)));
            } catch (IllegalArgumentException e) {
                // Somebody has changed the file: what cannot be read is not known.
            }
        }
        return serving;
    }

    private static Serving servers(String body) {
        Map<Endpoint, Integer> weights = new LinkedHashMap<>();
        Map<Endpoint, Integer> maxConns = new LinkedHashMap<>();
        Matcher server = SERVER.matcher(body);
        while (server.find()) {
            Endpoint endpoint = Endpoint.parse(server.group(1));
            if (server.group(4) == null) {
                weights.put(endpoint, number(server.group(2), 1));
            }
            if (server.group(3) != null) {
                maxConns.put(endpoint, number(server.group(3), 0));
            }
        }
        return new Serving(weights, maxConns);
    }

    private static int number(String digits, int absent) {
        return digits == null ? absent : Integer.parseInt(digits);
    }
}
