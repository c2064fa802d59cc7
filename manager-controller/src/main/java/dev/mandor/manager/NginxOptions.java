package dev.mandor.manager;

import dev.mandor.daemon.Durations;
import dev.mandor.daemon.WrongUsageException;
import dev.mandor.manager.nginx.CommandRunner;
import dev.mandor.manager.nginx.ConfigInstaller;
import dev.mandor.manager.nginx.DockerNginxGateway;
import dev.mandor.manager.nginx.LocalNginxGateway;
import dev.mandor.manager.nginx.NginxGateway;
import dev.mandor.manager.nginx.NginxGateway.Published;
import dev.mandor.manager.nginx.SharedNginxGateway;
import dev.mandor.manager.nginx.Writer;
import dev.mandor.manager.probe.Place;
import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that say which nginx is driven, by what way, and who answers there when no worker does. */
final class NginxOptions {
    // An install has to see the old worker processes off, which takes up to 2 s.
    private static final Duration SHORTEST_APPLY = Duration.ofSeconds(5);
    private static final Duration LONGEST_APPLY = Duration.ofMinutes(10);
    private static final int USUAL_WEB_PORT = 8080;

    @Option(
            names = "--fallback",
            paramLabel = "IP:PORT",
            description = "Who answers when no worker does. Default: port 8080 of this node's Swarm address; with"
                    + " --nginx-local of 127.0.0.1. Required with --nginx-shared.")
    private Endpoint fallback;

    @Option(
            names = "--nginx-service",
            paramLabel = "NAME",
            description =
                    "The Swarm service whose containers on this engine are driven. A stack's services carry its name:"
                            + " shop_nginx. Default: nginx")
    private String service;

    @Option(
            names = "--nginx-container",
            paramLabel = "ID",
            description = "Drive this container instead, by id or name.")
    private String container;

    @Option(
            names = "--nginx-local",
            paramLabel = "FILE",
            description = "Drive an nginx process on this machine instead, which includes FILE. No Docker is needed.")
    private Path local;

    @Option(
            names = "--nginx-shared",
            paramLabel = "FILE",
            description =
                    "Drive an nginx with which this machine shares FILE's folder, and nothing else: no Docker and no root are"
                            + " needed. Beside that nginx runs mandor-follow, see docker/stack-rootless.yml. Needs --fallback.")
    private Path shared;

    @Option(
            names = "--nginx-command",
            paramLabel = "COMMAND",
            description =
                    "How nginx is called, for -t and -s reload. Default: nginx; with --nginx-local also -c and the"
                            + " nginx.conf beside or above FILE, if there is one.")
    private String command;

    @Option(
            names = "--config-path",
            paramLabel = "PATH",
            defaultValue = "/etc/nginx/conf.d/loadbalancer.conf",
            description = "The file in the container that is written. nginx must include it.")
    private String configPath;

    @Option(
            names = "--listen",
            paramLabel = "PORT",
            defaultValue = "80",
            description = "The port on which nginx serves, inside its container.")
    private int listen;

    @Option(
            names = "--apply-timeout",
            paramLabel = "DURATION",
            defaultValue = "60s",
            description =
                    "How long nginx may take for a new configuration, to check it and to load it. An nginx with many"
                            + " certificates or a web application firewall needs seconds for each.")
    private Duration applyTimeout;

    @Option(
            names = "--probe",
            paramLabel = "IP:PORT|off",
            description =
                    "Where clients reach nginx: about once a minute each site is asked there, to see who answers. Default:"
                            + " where this machine publishes port --listen of nginx; with --nginx-local 127.0.0.1; with --nginx-shared"
                            + " off")
    private ProbeOption probe;

    /** @throws WrongUsageException when they do not fit together */
    void check() {
        if (applyTimeout.compareTo(SHORTEST_APPLY) < 0 || applyTimeout.compareTo(LONGEST_APPLY) > 0) {
            throw new WrongUsageException(
                    "--apply-timeout must be from 5s to 10m, not " + Durations.format(applyTimeout));
        }
        Listening.checkPort("--listen", listen);
        if (!configPath.matches("/[A-Za-z0-9._/-]+[.]conf")) {
            throw new WrongUsageException(
                    "--config-path must be an absolute path that ends in .conf, not '" + configPath + "'");
        }
        if ("".equals(service) || "".equals(container)) {
            throw new WrongUsageException("--nginx-service and --nginx-container cannot be empty");
        }
        if (Stream.of(service, container, local, shared)
                        .filter(Objects::nonNull)
                        .count()
                > 1) {
            throw new WrongUsageException("only one of --nginx-service, --nginx-container, --nginx-local and"
                    + " --nginx-shared can be given");
        }
        if (shared != null && command != null) {
            throw new WrongUsageException("--nginx-command is to be told to mandor-follow, not beside --nginx-shared");
        }
    }

    boolean isLocal() {
        return local != null;
    }

    boolean isShared() {
        return shared != null;
    }

    /** Whether nginx is reached through Docker. */
    boolean withDocker() {
        return file().isEmpty();
    }

    Optional<Endpoint> fallback() {
        return Optional.ofNullable(fallback);
    }

    int listen() {
        return listen;
    }

    NginxGateway gateway(CommandRunner runner) {
        if (local != null) {
            return new LocalNginxGateway(runner);
        }
        if (shared != null) {
            return new SharedNginxGateway(absolute(shared), applyTimeout);
        }
        if (container != null) {
            return DockerNginxGateway.ofContainer(container, runner);
        }
        return service != null
                ? DockerNginxGateway.ofService(service, runner)
                : DockerNginxGateway.ofUsualService(runner);
    }

    /** Whether sites are asked. */
    boolean probes() {
        return probe == null ? !isShared() : probe.place().isPresent();
    }

    /** Where clients reach nginx; waits for the docker program unless it was told. */
    Place place(NginxGateway gateway) throws IOException, InterruptedException {
        if (probe != null) {
            return new Place(probe.place().orElseThrow(), true);
        }
        Optional<Published> published = gateway.published(listen);
        IpAddress address = published.flatMap(Published::ip).isPresent()
                ? published.get().ip().get()
                : gateway.nodeAddress();
        int port = published.map(Published::port).orElse(listen);
        return new Place(new Endpoint(address, port), isLocal() || published.isPresent());
    }

    /** Who answers when no worker does; waits for the docker program unless it was told. */
    Endpoint fallback(NginxGateway gateway) throws IOException, InterruptedException {
        return fallback != null ? fallback : new Endpoint(gateway.nodeAddress(), USUAL_WEB_PORT);
    }

    ConfigInstaller installer(Writer writer) {
        return new ConfigInstaller(path(), listen, command(), writer, applyTimeout);
    }

    /**
     * The manager of this machine that receives heartbeats on {@code port}. Not by InetAddress.getLocalHost(), which asks a
     * resolver.
     */
    static Writer writer(int port) {
        try {
            return Writer.at(Files.readString(Path.of("/proc/sys/kernel/hostname")), port);
        } catch (IOException e) {
            return Writer.at("", port);
        }
    }

    /** Mandor's file, as it is called where nginx runs. */
    String path() {
        return file().map(Path::toString).orElse(configPath);
    }

    /** The same, where it is a file of this machine. */
    Optional<Path> file() {
        return Stream.of(local, shared)
                .filter(Objects::nonNull)
                .map(NginxOptions::absolute)
                .findFirst();
    }

    /** The command line of nginx, without {@code -t} or {@code -s}. */
    List<String> command() {
        if (command != null) {
            return List.of(command.strip().split("\\s+"));
        }
        return local == null ? List.of("nginx") : LocalNginxGateway.nginxCommandFor(absolute(local));
    }

    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
