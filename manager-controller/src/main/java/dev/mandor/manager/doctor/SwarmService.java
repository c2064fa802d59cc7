package dev.mandor.manager.doctor;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A service of the Swarm: how it can be reached, and what its labels say. */
record SwarmService(String name, Map<String, String> labels, List<PublishedPort> ports) {
    static final String FORMAT =
            "{\"name\":{{json .Spec.Name}},\"labels\":{{json .Spec.Labels}},\"endpoint\":{{json .Spec.EndpointSpec}}}";

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * A TCP port.
     *
     * @param target in the container
     * @param published on the node; 0 when Swarm chooses it
     * @param hostMode whether on the task's own node, rather than on every node through the routing mesh (ingress)
     */
    record PublishedPort(int target, int published, boolean hostMode) {}

    SwarmService {
        labels = Map.copyOf(labels);
        ports = List.copyOf(ports);
    }

    /** The names that clients ask for, by its label; in lower case, as they stand in Mandor's file. */
    List<String> hosts() {
        return Stream.of(labels.getOrDefault("mandor.host", "").split("[,\\s]+", -1))
                .filter(host -> !host.isEmpty())
                .map(host -> host.toLowerCase(Locale.ROOT))
                .toList();
    }

    /**
     * Reads the output of {@code docker service inspect} with {@link #FORMAT}, a line for each.
     *
     * @throws IOException when it is not understood
     */
    static List<SwarmService> parse(String output) throws IOException {
        try {
            return output.lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> service(JSON.readTree(line)))
                    .toList();
        } catch (JacksonException e) {
            throw new IOException("docker service: an answer that is not understood", e);
        }
    }

    private static SwarmService service(JsonNode json) {
        Map<String, String> labels = new HashMap<>();
        json.path("labels").forEachEntry((name, value) -> labels.put(name, value.asString()));
        List<PublishedPort> ports = json.path("endpoint")
                .path("Ports")
                .valueStream()
                .filter(port -> port.path("Protocol").asString("tcp").equals("tcp"))
                .map(port -> new PublishedPort(
                        port.path("TargetPort").asInt(0),
                        port.path("PublishedPort").asInt(0),
                        port.path("PublishMode").asString("").equals("host")))
                .toList();
        return new SwarmService(json.path("name").asString(""), labels, ports);
    }
}
