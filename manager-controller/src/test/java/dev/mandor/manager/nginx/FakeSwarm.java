package dev.mandor.manager.nginx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** A {@code docker} program whose engine is a Swarm manager, and which fails when told to. */
public final class FakeSwarm implements CommandRunner {
    public static final String NO_MANAGER =
            "Error response from daemon: This node is not a swarm manager. Use \"docker swarm"
                    + " init\" or \"docker swarm join\" to connect this node to swarm and try again.";

    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Map<String, String>> services = new TreeMap<>();
    private Optional<String> failure = Optional.empty();
    private boolean hangs;
    /** Done between the first command and the second. */
    Runnable meanwhile = () -> {};

    final List<List<String>> calls = new ArrayList<>();

    /** Deploys a service, or changes its labels. */
    public void deploy(String name, Map<String, String> labels) {
        services.put(name, Map.copyOf(labels));
    }

    public void remove(String name) {
        services.remove(name);
    }

    /** From now on each command ends with {@code words} on standard error. */
    public void fail(String words) {
        failure = Optional.of(words);
    }

    public void hang() {
        hangs = true;
    }

    public void heal() {
        failure = Optional.empty();
        hangs = false;
    }

    @Override
    public String run(List<String> command) throws CommandFailedException {
        calls.add(command);
        if (hangs) {
            throw CommandFailedException.tooSlow(command, "3 s");
        }
        if (failure.isPresent()) {
            throw CommandFailedException.ended(command, 1, failure.get());
        }
        return switch (command.get(2)) {
            case "ls" -> list();
            case "inspect" -> inspect(command);
            default -> throw new AssertionError("unexpected: " + command);
        };
    }

    private String list() {
        String ids = services.keySet().stream().map(name -> "id-" + name + "\n").collect(Collectors.joining());
        meanwhile.run();
        return ids;
    }

    private String inspect(List<String> command) throws CommandFailedException {
        StringBuilder output = new StringBuilder();
        for (String id : command.subList(5, command.size())) {
            String name = id.substring("id-".length());
            if (!services.containsKey(name)) {
                throw CommandFailedException.ended(
                        command, 1, output + "\nStatus: Error: no such service: " + id + ", Code: 1");
            }
            output.append(JSON.writeValueAsString(Map.of("name", name, "labels", services.get(name))))
                    .append('\n');
        }
        return output.toString();
    }
}
