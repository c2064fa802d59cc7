package dev.mandor.manager.nginx;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * The services of the Swarm that the local engine is a manager of, read through the {@code docker} program for the reasons of
 * {@link DockerNginxGateway}.
 *
 * <p>Two commands, since {@code docker service ls} shows no labels, up to the newest (28); the second one only if the first
 * found any. Not {@code docker events}: a stream that breaks or an engine that forgets (it keeps the last 256 events) would
 * leave us with what was, while a list that is asked for anew is right each time.
 */
public final class DockerServices {
    private static final String FORMAT = "{\"name\":{{json .Spec.Name}},\"labels\":{{json .Spec.Labels}}}";

    // A worker node, an engine outside of any Swarm, Podman; socket proxies and authorization plugins. Not a
    // manager that is only just starting, whose answer begins like that of a worker node.
    private static final Pattern REFUSAL = Pattern.compile(
            "not a swarm manager(?!\\. Manager is being prepared)|not part of a swarm|\\bforbidden\\b|authorization denied",
            Pattern.CASE_INSENSITIVE);
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private final CommandRunner runner;

    public DockerServices(CommandRunner runner) {
        this.runner = runner;
    }

    /**
     * The services that have a label.
     *
     * @param label as {@code name=value}
     * @throws EngineRefusesException when this engine does not tell, as one that is no Swarm manager
     * @throws IOException when there is no answer, or one that is not understood as a whole: half a list would look as if
     *     the rest of the services were gone
     */
    public List<LabelledService> withLabel(String label) throws IOException, InterruptedException {
        try {
            return inspect(ids(label));
        } catch (CommandFailedException e) {
            if (REFUSAL.matcher(e.lastWords()).find()) {
                throw new EngineRefusesException(e);
            }
            if (!e.lastWords().contains("no such service")) {
                throw e;
            }
            return inspect(ids(label)); // one was removed between the two commands
        }
    }

    // --quiet spares the engine the counting of tasks.
    private List<String> ids(String label) throws CommandFailedException, InterruptedException {
        return runner.run(List.of("docker", "service", "ls", "--quiet", "--filter", "label=" + label))
                .lines()
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .toList();
    }

    private List<LabelledService> inspect(List<String> ids) throws IOException, InterruptedException {
        if (ids.isEmpty()) {
            return List.of();
        }
        Stream<String> command = Stream.of("docker", "service", "inspect", "--format", FORMAT);
        List<LabelledService> services =
                parse(runner.run(Stream.concat(command, ids.stream()).toList()));
        if (services.size() != ids.size()) {
            throw new IOException(
                    "docker service: it told of " + services.size() + " services when asked for " + ids.size());
        }
        return services;
    }

    private static List<LabelledService> parse(String output) throws IOException {
        try {
            return output.lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> service(JSON.readTree(line)))
                    .toList();
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException("docker service: an answer that is not understood", e);
        }
    }

    private static LabelledService service(JsonNode json) {
        JsonNode labels = json.path("labels");
        if (!json.path("name").isString() || !(labels.isObject() || labels.isNull())) {
            throw new IllegalArgumentException("no name or no labels");
        }
        Map<String, String> texts = new HashMap<>();
        labels.forEachEntry((name, value) -> texts.put(name, value.asString()));
        return new LabelledService(json.path("name").stringValue(), texts);
    }
}
