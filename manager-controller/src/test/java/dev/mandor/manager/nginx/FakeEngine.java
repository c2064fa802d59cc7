package dev.mandor.manager.nginx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A {@code docker} program whose containers are {@link FakeHost}s, and which fails when told to. */
final class FakeEngine implements CommandRunner {
    static final Fault NONE = (call, command) -> {};

    private final Map<String, FakeHost> containers = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    /** Met before a call does its work, and afterwards. */
    Fault fault = NONE;

    Fault lateFault = NONE;
    int calls;

    interface Fault {
        /** @param call the number of the call, from 1 */
        void meet(int call, List<String> command) throws IOException;
    }

    FakeHost start(String id, Path dir) throws IOException {
        FakeHost host = new FakeHost(dir);
        containers.put(id, host);
        names.put(id, "nginx.1." + id);
        return host;
    }

    void stop(String id) {
        containers.remove(id);
    }

    void rename(String id, String name) {
        names.put(id, name);
    }

    @Override
    public String run(List<String> command) throws CommandFailedException, InterruptedException {
        calls++;
        meet(fault, command);
        String output = switch (command.get(1)) {
            case "ps" ->
                containers.keySet().stream()
                        .map(id -> id + "\t" + names.get(id) + "\tnginx\n")
                        .collect(Collectors.joining());
            case "cp" -> copy(command);
            case "exec" -> container(command.get(2), command).run(command.subList(3, command.size()));
            default -> throw new AssertionError("unexpected: " + command);
        };
        meet(lateFault, command);
        return output;
    }

    private void meet(Fault met, List<String> command) throws CommandFailedException {
        try {
            met.meet(calls, command);
        } catch (CommandFailedException e) {
            throw e;
        } catch (IOException e) {
            throw new AssertionError("the test itself failed", e);
        }
    }

    private String copy(List<String> command) throws CommandFailedException {
        String[] target = command.get(3).split(":", 2);
        Path file = Path.of(target[1].replace(
                FakeHost.FOLDER, container(target[0], command).folder().toString()));
        try {
            Files.copy(Path.of(command.get(2)), file, StandardCopyOption.REPLACE_EXISTING);
            return "";
        } catch (IOException e) {
            throw CommandFailedException.ended(command, 1, e.getMessage());
        }
    }

    private FakeHost container(String name, List<String> command) throws CommandFailedException {
        return containers.keySet().stream()
                .filter(id -> names.get(id).equals(name))
                .map(containers::get)
                .findFirst()
                .orElseThrow(() -> CommandFailedException.ended(command, 1, "Error: No such container: " + name));
    }
}
