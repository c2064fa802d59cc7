package dev.mandor.manager.nginx;

import dev.mandor.model.IpAddress;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * nginx in containers of the local Docker engine. It calls the {@code docker} program rather than the engine's API, so that
 * {@code DOCKER_HOST}, contexts and credentials mean what they mean in the user's own shell.
 */
public final class DockerNginxGateway implements NginxGateway {
    private static final String SERVICE_LABEL = "com.docker.swarm.service.name";
    // A container that others link to has several, separated by commas.
    private static final Pattern PLAIN_NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");

    private final CommandRunner runner;
    private final Choice choice;

    private record Container(String id, String name, String service) {
        /**
         * How the engine is asked for it: by its name, which says whose it is. A proxy before the engine's socket can then
         * let us into nginx's own containers and no others, which it could not by ids. The name of a task of Swarm is as
         * unique as the id, and where a name goes to another container in between, the next tick sees another id.
         */
        String handle() {
            return PLAIN_NAME.matcher(name).matches() ? name : id;
        }
    }

    /** Which of the running containers are meant; at least one. */
    private interface Choice {
        List<Container> among(List<Container> running) throws IOException;
    }

    private DockerNginxGateway(CommandRunner runner, Choice choice) {
        this.runner = runner;
        this.choice = choice;
    }

    /** The containers of a Swarm service, found by the label that Swarm puts on each of them. */
    public static DockerNginxGateway ofService(String service, CommandRunner runner) {
        return new DockerNginxGateway(
                runner,
                running -> some(
                        "Swarm service '" + service + "'",
                        container -> container.service().equals(service),
                        running));
    }

    /** The service {@code nginx}, or, since a stack puts its name before, the one whose name ends in {@code _nginx}. */
    public static DockerNginxGateway ofUsualService(CommandRunner runner) {
        return new DockerNginxGateway(runner, DockerNginxGateway::usual);
    }

    /** One container, by its id, the beginning of its id, or its name. */
    public static DockerNginxGateway ofContainer(String idOrName, CommandRunner runner) {
        return new DockerNginxGateway(runner, running -> {
            boolean isName =
                    running.stream().anyMatch(container -> container.name().equals(idOrName));
            return some(
                    "container '" + idOrName + "'",
                    container -> isName
                            ? container.name().equals(idOrName)
                            : container.id().startsWith(idOrName),
                    running);
        });
    }

    @Override
    public List<? extends NginxInstance> instances() throws IOException, InterruptedException {
        return choice.among(running()).stream()
                .map(container -> new Instance(container.id(), container.handle(), runner))
                .toList();
    }

    @Override
    public IpAddress nodeAddress() throws IOException, InterruptedException {
        String address = runner.run(List.of("docker", "info", "--format", "{{.Swarm.NodeAddr}}"))
                .strip();
        return address.isEmpty() ? outboundAddress() : IpAddress.parse(address);
    }

    // Where Swarm publishes by its routing mesh the container has no port of its own, and nothing is found here.
    @Override
    public Optional<Published> published(int port) throws IOException, InterruptedException {
        List<String> ids = choice.among(running()).stream().map(Container::id).toList();
        Pattern mapping = Pattern.compile("(?:^|, )(\\[?[0-9a-f.:]+]?):([0-9]+)->" + port + "/tcp");
        return runner.run(List.of("docker", "ps", "--no-trunc", "--format", "{{.ID}}\t{{.Ports}}"))
                .lines()
                .filter(line -> ids.contains(line.split("\t", 2)[0]))
                .flatMap(line ->
                        mapping.matcher(line.substring(line.indexOf('\t') + 1)).results())
                .map(found -> new Published(address(found.group(1)), Integer.parseInt(found.group(2))))
                .findFirst();
    }

    private static Optional<IpAddress> address(String text) {
        String plain = text.replaceAll("[\\[\\]]", "");
        return plain.equals("0.0.0.0") || plain.equals("::") ? Optional.empty() : Optional.of(IpAddress.parse(plain));
    }

    private List<Container> running() throws IOException, InterruptedException {
        String format = "{{.ID}}\t{{.Names}}\t{{.Label \"" + SERVICE_LABEL + "\"}}";
        return runner.run(List.of("docker", "ps", "--no-trunc", "--format", format))
                .lines()
                .map(line -> line.split("\t", -1))
                .filter(columns -> columns.length == 3)
                .map(columns -> new Container(columns[0].strip(), columns[1].strip(), columns[2].strip()))
                .toList();
    }

    private static List<Container> usual(List<Container> running) throws IOException {
        Predicate<Container> plain = container -> container.service().equals("nginx");
        if (running.stream().anyMatch(plain)) {
            return running.stream().filter(plain).toList();
        }
        List<Container> found =
                some("Swarm service 'nginx'", container -> container.service().endsWith("_nginx"), running);
        if (found.stream().map(Container::service).distinct().count() > 1) {
            throw new IOException("more than one nginx service" + services(found) + ": choose with --nginx-service");
        }
        return found;
    }

    private static List<Container> some(String what, Predicate<Container> wanted, List<Container> running)
            throws IOException {
        List<Container> found = running.stream().filter(wanted).toList();
        if (found.isEmpty()) {
            throw new IOException("no running container of " + what + " on this engine" + services(running));
        }
        return found;
    }

    private static String services(List<Container> containers) {
        String services = containers.stream()
                .map(Container::service)
                .filter(service -> !service.isEmpty())
                .distinct()
                .sorted()
                .limit(5)
                .collect(Collectors.joining(", "));
        return services.isEmpty() ? "" : " (services here: " + services + ")";
    }

    // An engine outside a Swarm knows no address of its node. Connecting a UDP socket sends nothing: it asks the kernel
    // for the source address of the default route. 192.0.2.0/24 is reserved for documentation (RFC 5737).
    private static IpAddress outboundAddress() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 9));
            return new IpAddress(socket.getLocalAddress());
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException(
                    "this engine is in no Swarm and the machine has no default route: name --fallback", e);
        }
    }

    private record Instance(String id, String handle, CommandRunner runner) implements NginxInstance {
        @Override
        public void put(NginxConfig config, String path) throws IOException, InterruptedException {
            try (TemporaryFile file = TemporaryFile.of(config)) {
                copy(file.path().toString(), path);
            }
        }

        private void copy(String file, String path) throws IOException, InterruptedException {
            try {
                runner.run(List.of("docker", "cp", file, handle + ":" + path));
            } catch (CommandFailedException e) {
                String words = explained(e.lastWords(), file, path);
                throw words.equals(e.lastWords()) ? e : new IOException("docker cp: " + words, e);
            }
        }

        // The file's own name is another one each time, and would make the same trouble look like a new one.
        private static String explained(String words, String file, String path) {
            String folder = path.substring(0, path.lastIndexOf('/') + 1);
            if (words.contains(file) && words.contains("no such file")) {
                return "docker does not see the files in " + TemporaryFile.folder()
                        + ", as Ubuntu's snap of docker, which has a"
                        + " folder of its own there: name one that both see, with java -Djava.io.tmpdir=DIR, or take another"
                        + " package of docker";
            }
            if (words.contains("read-only")) {
                return words + ": a container whose files are read-only needs a volume at " + folder
                        + " (not a tmpfs, docker cp writes beneath it)";
            }
            return words.replace(file, "the file");
        }

        @Override
        public String run(NginxScript script, List<String> arguments) throws IOException, InterruptedException {
            return runner.run(exec(script, arguments));
        }

        @Override
        public String run(NginxScript script, List<String> arguments, Duration deadline)
                throws IOException, InterruptedException {
            return runner.run(exec(script, arguments), deadline);
        }

        private List<String> exec(NginxScript script, List<String> arguments) {
            Stream<String> exec = Stream.of("docker", "exec", handle);
            return Stream.concat(exec, script.command(arguments).stream()).toList();
        }
    }
}
