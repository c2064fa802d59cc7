package dev.mandor.manager.nginx;

import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.model.Endpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads from a file of {@link NginxConfigRenderer} who serves by it, so that a restart of the manager changes nothing. */
final class NginxConfigReader {
    /** What the names of our upstreams begin with. */
    static final String UPSTREAM = "mandor_";

    private static final Pattern BLOCK =
            Pattern.compile("^upstream " + UPSTREAM + "([a-z0-9_-]+) \\{([^}]*)}", Pattern.MULTILINE);
    // A backup does not end like this, and a fallback before a reserve has no fail_timeout.
    private static final Pattern SERVER = Pattern.compile(
            "^ {4}server (\\S+)(?: weight=(\\d{1,4}))?(?: max_conns=\\d+)? max_fails=\\d+ fail_timeout=\\w+;$",
            Pattern.MULTILINE);

    private NginxConfigReader() {}

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
        Matcher server = SERVER.matcher(body);
        while (server.find()) {
            int weight = server.group(2) == null ? 1 : Integer.parseInt(server.group(2));
            weights.put(Endpoint.parse(server.group(1)), weight);
        }
        return new Serving(weights);
    }
}
