package dev.mandor.manager.doctor;

import dev.mandor.manager.nginx.CommandFailedException;
import dev.mandor.manager.nginx.CommandRunner;
import dev.mandor.manager.nginx.NginxGateway;
import dev.mandor.manager.nginx.NginxInstance;
import dev.mandor.manager.view.NginxRemedies;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Docker, Swarm, and nginx in its container: each asked only if the one before could be, or ten lines would tell of one engine
 * that is down. All of it by calls that the docker-proxy knows, apart from those into the container.
 */
public final class DockerCheck implements Check.Look {
    private static final String ENABLED = "label=mandor.enable=true";

    private final CommandRunner runner;
    private final NginxGateway gateway;
    private final NginxSettings nginx;
    private final LongSupplier nanos;

    /** @param nanos the monotonic clock */
    public DockerCheck(CommandRunner runner, NginxGateway gateway, NginxSettings nginx, LongSupplier nanos) {
        this.runner = runner;
        this.gateway = gateway;
        this.nginx = nginx;
        this.nanos = nanos;
    }

    @Override
    public void at(Consumer<Finding> tell) throws IOException, InterruptedException {
        if (!hasProgram(tell)) {
            return;
        }
        Engine engine = engine(tell);
        if (engine.version().isEmpty()) {
            return;
        }
        tell.accept(engine.swarm());
        nginx(tell, engine.swarmManager());
        if (engine.swarmManager()) {
            labelled(tell);
        }
    }

    private boolean hasProgram(Consumer<Finding> tell) throws InterruptedException {
        try {
            tell.accept(Finding.ok("docker program: "
                    + runner.run(List.of("docker", "--version")).strip()));
            return true;
        } catch (CommandFailedException e) {
            tell.accept(Finding.fail(
                    "docker program: " + e.lastWords(),
                    "install it (apt install docker.io), or do without: --nginx-local, --nginx-shared"));
            return false;
        }
    }

    private Engine engine(Consumer<Finding> tell) throws InterruptedException {
        long start = nanos.getAsLong();
        try {
            String output = runner.run(List.of("docker", "info", "--format", Engine.FORMAT));
            Engine engine = Engine.parse(output, Duration.ofNanos(nanos.getAsLong() - start));
            tell.accept(engine.answers());
            return engine;
        } catch (CommandFailedException e) {
            tell.accept(unreachable(e));
            return Engine.parse("", Duration.ZERO);
        }
    }

    private static Finding unreachable(CommandFailedException e) {
        boolean forbidden = e.lastWords().contains("permission denied");
        return Finding.fail(
                "docker engine: " + e.lastWords(),
                forbidden
                        ? "run as a user who may open the socket, or start 'manager docker-proxy' and set DOCKER_HOST to"
                                + " its socket"
                        : engineRemedy(e.lastWords()));
    }

    /** An engine that hangs is not started by starting it. */
    static String engineRemedy(String words) {
        return words.contains("no answer within")
                ? NginxRemedies.of("docker info: " + words)
                : "see 'systemctl status docker', DOCKER_HOST and 'docker context ls'; if it is stopped: systemctl start"
                        + " docker";
    }

    private void nginx(Consumer<Finding> tell, boolean swarmManager) throws InterruptedException {
        List<Container> found;
        try {
            found = containers();
        } catch (IOException e) {
            tell.accept(Finding.fail(
                    "nginx container: " + e.getMessage(),
                    "see 'docker ps' here: nginx has to run on this very node; name it with --nginx-service or"
                            + " --nginx-container"));
            return;
        }
        if (found.size() > 1) {
            tell.accept(Finding.warn(
                    found.size() + " containers of nginx on this engine, all of them driven",
                    "nothing while Swarm replaces one; else docker service scale NAME=1"));
        }
        for (Container container : found) {
            tell.accept(Finding.ok("nginx container " + container + " runs here"));
            new NginxCheck(runner, List.of("docker", "exec", container.name()), nginx).at(tell);
        }
        if (swarmManager && !found.get(0).serviceId().isEmpty()) {
            published(found.get(0), tell);
        }
    }

    private List<Container> containers() throws IOException, InterruptedException {
        List<String> ids = gateway.instances().stream().map(NginxInstance::id).toList();
        List<Container> found =
                Container.parse(runner.run(List.of("docker", "ps", "--no-trunc", "--format", Container.FORMAT)))
                        .stream()
                        .filter(container -> ids.contains(container.id()))
                        .toList();
        if (found.isEmpty()) {
            throw new IOException("it ended while it was looked at");
        }
        return found;
    }

    private void published(Container container, Consumer<Finding> tell) throws InterruptedException {
        try {
            for (SwarmService service : inspect(List.of(container.serviceId()))) {
                tell.accept(Publishing.ofNginx(service, nginx.listenPort()));
            }
        } catch (IOException e) {
            tell.accept(unread("how service " + container.service() + " is published", e));
        }
    }

    private void labelled(Consumer<Finding> tell) throws InterruptedException {
        try {
            List<String> ids = runner.run(List.of("docker", "service", "ls", "--quiet", "--filter", ENABLED))
                    .lines()
                    .map(String::strip)
                    .filter(id -> !id.isEmpty())
                    .toList();
            if (ids.isEmpty()) {
                tell.accept(Finding.ok("no service has Mandor's labels: the one at the agents' port is served"));
                return;
            }
            for (SwarmService service : inspect(ids)) {
                tell.accept(Publishing.ofWeb(service));
            }
        } catch (IOException e) {
            tell.accept(unread("the services with Mandor's labels", e));
        }
    }

    private List<SwarmService> inspect(List<String> ids) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("docker", "service", "inspect", "--format", SwarmService.FORMAT));
        command.addAll(ids);
        return SwarmService.parse(runner.run(command));
    }

    private static Finding unread(String what, IOException e) {
        return e instanceof CommandFailedException failed
                ? Unseen.because(failed, what, "docker service ls: see whether the Swarm has a leader")
                : Finding.fail(what + ": " + e.getMessage(), "docker service ls");
    }
}
