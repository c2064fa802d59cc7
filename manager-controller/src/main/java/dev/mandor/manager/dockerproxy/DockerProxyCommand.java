package dev.mandor.manager.dockerproxy;

import dev.mandor.daemon.Daemon;
import dev.mandor.daemon.Logging;
import dev.mandor.daemon.Version;
import dev.mandor.daemon.WrongUsageException;
import dev.mandor.manager.nginx.ConfigInstaller;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code java -jar manager.jar docker-proxy}. Its options that the manager has too must be given alike. */
@Command(
        name = "docker-proxy",
        customSynopsis = "manager docker-proxy [OPTIONS]%n",
        description = {
            "A proxy before Docker's socket that lets the manager do its work and nothing else, so that the manager"
                    + " needs neither root nor the group docker: DOCKER_HOST=unix:///run/mandor-docker/docker.sock",
            "Run it as a user of its own in the group docker, with the manager's group, and with the options of nginx"
                    + " that the manager was given.",
            ""
        },
        footer = {"", "Exit codes: 0 ended as asked, 1 failure, 2 wrong usage."},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 100,
        showDefaultValues = true)
public final class DockerProxyCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(DockerProxyCommand.class);

    @Option(
            names = "--proxy-socket",
            paramLabel = "PATH",
            defaultValue = "/run/mandor-docker/docker.sock",
            description = "Where to listen. This user and group may connect: keep the folder to them.")
    private Path socket;

    @Option(
            names = "--engine-socket",
            paramLabel = "PATH",
            defaultValue = "/var/run/docker.sock",
            description = "Where Docker's engine listens.")
    private Path engine;

    @Option(
            names = "--nginx-service",
            paramLabel = "NAME",
            description = "The Swarm service that the manager drives. Default: nginx, or one whose name ends in _nginx")
    private String nginxService;

    @Option(
            names = "--nginx-container",
            paramLabel = "NAME",
            description = "The container that the manager drives instead, by its name.")
    private String nginxContainer;

    @Option(
            names = "--nginx-command",
            paramLabel = "COMMAND",
            defaultValue = "nginx",
            description = "How nginx is called, for -t and -s reload.")
    private String nginxCommand;

    @Option(
            names = "--config-path",
            paramLabel = "PATH",
            defaultValue = "/etc/nginx/conf.d/loadbalancer.conf",
            description = "The file in the container that is written.")
    private String configPath;

    @Option(
            names = "--listen",
            paramLabel = "PORT",
            defaultValue = "80",
            description = "The port on which nginx serves, inside its container.")
    private int listen;

    @Override
    public Integer call() {
        Logging.start("docker-proxy", false, null);
        DockerProxy proxy = open();
        log.info("Mandor docker-proxy {}: {} before {}", Version.of(getClass()), socket, engine);
        Daemon daemon = new Daemon();
        daemon.start("proxy", proxy);
        return daemon.awaitEnd(proxy);
    }

    private DockerProxy open() {
        try {
            return DockerProxy.open(socket, engine, allowed());
        } catch (IOException | UnsupportedOperationException e) {
            throw new WrongUsageException("cannot listen on " + socket + ": " + e.getMessage());
        }
    }

    private AllowedRequests allowed() {
        if (!configPath.matches("/[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)+[.]conf")) {
            throw new WrongUsageException(
                    "--config-path must be an absolute path that ends in .conf, not '" + configPath + "'");
        }
        if (nginxService != null && nginxContainer != null) {
            throw new WrongUsageException("only one of --nginx-service and --nginx-container can be given");
        }
        List<String> nginx = List.of(nginxCommand.strip().split("\\s+"));
        return new AllowedRequests(
                containers(),
                new ConfigInstaller(configPath, listen, nginx),
                Path.of(ConfigInstaller.staged(configPath)));
    }

    private Pattern containers() {
        if (nginxContainer != null) {
            return Pattern.compile(Pattern.quote(nginxContainer));
        }
        return AllowedRequests.ofService(
                nginxService == null ? "([a-zA-Z0-9_-]+_)?nginx" : Pattern.quote(nginxService));
    }
}
