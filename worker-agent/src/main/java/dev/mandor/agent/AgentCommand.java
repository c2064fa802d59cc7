package dev.mandor.agent;

import dev.mandor.agent.HeartbeatPublisher.Beat;
import dev.mandor.agent.HeartbeatPublisher.Identity;
import dev.mandor.auth.KeyFile;
import dev.mandor.auth.KeyFileException;
import dev.mandor.daemon.CommandLines;
import dev.mandor.daemon.Daemon;
import dev.mandor.daemon.Durations;
import dev.mandor.daemon.Logging;
import dev.mandor.daemon.OptionParsers;
import dev.mandor.daemon.Version;
import dev.mandor.daemon.WrongUsageException;
import dev.mandor.http.HttpOption;
import dev.mandor.http.ReadOnlyServer;
import dev.mandor.model.IpAddress;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code java -jar worker-agent.jar --manager 192.168.56.101}. */
@Command(
        name = "worker-agent",
        customSynopsis = {
            "worker-agent --manager HOST[:PORT][,HOST[:PORT]...] [OPTIONS]",
            "       worker-agent drain|undrain --drain-file FILE%n"
        },
        description = {
            "Reports this node's free memory to the Mandor manager, one small UDP datagram every interval, and",
            "whether its web service answers. When stopped, it tells the manager that the node leaves.",
            "Run one on every Swarm node that serves the web service. It needs no root, and opens no port unless --http says",
            "so.",
            ""
        },
        footer = {
            "",
            "Durations: 30, 30s, 500ms, 5m. Every option can also be set in the environment:",
            "--backend-port is MANDOR_BACKEND_PORT. The command line wins.",
            "",
            "Examples:",
            "  worker-agent --manager 192.168.56.101",
            "  worker-agent --manager 10.0.0.1,10.0.0.2:9998 --backend-port 80 --log-dir /var/log/mandor",
            "  worker-agent --manager 192.168.56.101 --backend-port 8080,9000",
            "  worker-agent --manager 192.168.56.101 --health http://127.0.0.1:8080/healthz --fast",
            "  worker-agent --manager 192.168.56.101 --key-file /etc/mandor/worker-agent.key",
            "  worker-agent --manager 192.168.56.101 --dry-run",
            "",
            "Exit codes: 0 ended as asked, 1 failure, 2 wrong usage."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 100,
        showDefaultValues = true)
public final class AgentCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(AgentCommand.class);
    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(5);
    private static final Duration FAST_INTERVAL = Duration.ofMillis(500);
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
    private static final int USUAL_HTTP_PORT = 9798; // beside the manager's, on a node that runs both
    private static final int HTTP_THREADS = 2;

    static final OptionParsers PARSERS = OptionParsers.of(ManagerAddress.class, ManagerAddress::parse)
            .and(Integer.class, BackendPorts::parsePort)
            .and(Duration.class, Durations::parse)
            .and(NodeName.class, NodeName::new)
            .and(IpAddress.class, IpAddress::parse)
            .and(HealthOption.class, HealthOption::parse)
            .and(HttpOption.class, text -> HttpOption.parse(text, USUAL_HTTP_PORT));

    @Spec
    private CommandSpec command;

    @Option(
            names = "--manager",
            paramLabel = "HOST[:PORT]",
            split = ",",
            description =
                    "Where the manager listens, UDP port 9999 unless given. Repeat it, or separate by commas, for more"
                            + " than one.")
    private List<ManagerAddress> managers;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            description = "Time between two heartbeats, and between two looks at the web service. The manager's"
                    + " --tolerance should be several of them. A node whose free memory moves by more than 5 %% of its total"
                    + " reports ahead of time. Default: 5, with --fast 500ms.")
    private Duration interval;

    @Option(names = "--fast", description = "Report every 500 ms, unless --interval is given.")
    private boolean fast;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The name under which this node reports. Default: its hostname. Each node needs its own.")
    private NodeName name;

    @Option(
            names = "--advertise",
            paramLabel = "IP",
            description =
                    "The address at which nginx reaches this node's web service. Default: the address that this node"
                            + " uses to reach the manager.")
    private IpAddress advertise;

    @Option(
            names = "--backend-port",
            paramLabel = "PORT",
            split = ",",
            defaultValue = "8080",
            description =
                    "The port of the web service on this node. Further ports, at most 16, are those of further web"
                            + " services of this node: each is looked at and reported too.")
    private List<Integer> backendPorts;

    @Option(
            names = "--health",
            paramLabel = "HOW",
            defaultValue = "tcp",
            description =
                    "How to see whether the web service answers: 'tcp' connects to the advertised address and backend"
                            + " port, 'tcp://HOST:PORT' elsewhere, 'http://HOST[:PORT]/PATH' is healthy if it answers 2xx or"
                            + " 3xx within 1 s, 'none' does not look. Those at further ports are looked at by tcp, or not at"
                            + " all.")
    private HealthOption health;

    @Option(
            names = "--memory-source",
            paramLabel = "host|cgroup",
            defaultValue = "host",
            description =
                    "Whose memory is reported: 'host' is the machine's, 'cgroup' that of the control group of this process"
                            + " and those above it, for a node that is itself a container with a memory limit. In LXC"
                            + " 'host' is right where lxcfs runs, as it does by default.")
    private MemorySource memorySource;

    @Option(
            names = "--drain-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "While FILE exists, the node is out of service: its heartbeats say that it leaves.")
    private Path drainFile;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description =
                    "Sign each heartbeat with the one key in FILE: a line KEYID NODE SECRET, as 'manager keys new NODE' prints"
                            + " it. Nobody else may read FILE (chmod 0600). It is read again when it changes.")
    private Path keyFile;

    @Option(
            names = "--http",
            paramLabel = "IP[:PORT]|off",
            defaultValue = "off",
            description =
                    "Where this agent shows itself by HTTP, port 9798 unless given: /healthz, and /metrics for Prometheus."
                            + " Whoever reaches it may read it.")
    private HttpOption http;

    @Option(
            names = "--log-dir",
            paramLabel = "DIR",
            description = "Also write the log into DIR, one file a day, kept for two weeks.")
    private Path logDir;

    @Option(names = "--verbose", description = "Show the steady state too.")
    private boolean verbose;

    @Option(
            names = "--once",
            description = "Send one heartbeat and end: exit code 0 if every manager could be sent to.")
    private boolean once;

    @Option(names = "--dry-run", description = "Print the JSON that would be sent, send nothing, and end.")
    private boolean dryRun;

    /** Runs the agent; see {@code --help}. */
    public static void main(String[] args) {
        CommandLines.main(new AgentCommand(), PARSERS, args);
    }

    @Override
    public Integer call() throws IOException {
        Identity identity = identity();
        List<UdpHeartbeatSender> senders = senders();
        Pulse pulse = new Pulse(System::nanoTime);
        HeartbeatPublisher publisher = new HeartbeatPublisher(
                identity, memoryProbe(), HostLoadProbe.ofThisHost(), signer(identity.name()), senders, pulse);
        NodeHealth nodeHealth = nodeHealth(identity);
        if (dryRun) {
            return print(publisher, nodeHealth, senders);
        }
        Logging.start("worker-agent", verbose, logDir);
        if (once) {
            return publisher.publish(now(), looked(nodeHealth)) == managers.size() ? 0 : 1;
        }
        return runUntilStopped(identity, publisher, nodeHealth, pulse);
    }

    /** {@code worker-agent drain}. */
    @Command(
            description = "Takes this node out of service, by making the drain file; the agent runs on.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int drain() throws IOException {
        DrainFile file = namedDrainFile();
        boolean news = file.create();
        say(news ? "drained: " + file + " was made" : "drained already: " + file + " exists");
        return 0;
    }

    /** {@code worker-agent undrain}. */
    @Command(
            description = "Takes this node back into service, by removing the drain file.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class)
    int undrain() throws IOException {
        DrainFile file = namedDrainFile();
        boolean news = file.remove();
        say(news ? "back in service: " + file + " was removed" : "not drained: " + file + " does not exist");
        return 0;
    }

    private int runUntilStopped(Identity identity, HeartbeatPublisher publisher, NodeHealth nodeHealth, Pulse pulse) {
        Optional<ReadOnlyServer> status =
                http.address().map(address -> statusServer(address, identity.interval(), pulse));
        log.info(
                "{} reports to {} every {}",
                identity.name(),
                String.join(
                        ", ", managers.stream().map(ManagerAddress::toString).toList()),
                Durations.format(identity.interval()));
        Agent agent = new Agent(
                publisher,
                identity.interval(),
                Clock.systemUTC(),
                nodeHealth,
                Optional.ofNullable(drainFile).map(DrainFile::new));
        Daemon daemon = new Daemon();
        nodeHealth.watch(daemon::start, agent::wake);
        daemon.start("agent", agent);
        status.ifPresent(ReadOnlyServer::start);
        return daemon.awaitEnd(agent);
    }

    private static ReadOnlyServer statusServer(InetSocketAddress address, Duration interval, Pulse pulse) {
        try {
            ReadOnlyServer server = ReadOnlyServer.open(address, HTTP_THREADS);
            AgentPages pages = new AgentPages(pulse, interval, Version.of(AgentCommand.class));
            server.page("/healthz", pages::healthz);
            server.page("/metrics", pages::metrics);
            log.info("HTTP on {}: /metrics, /healthz", server.address());
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(HttpOption.explain(e, address), e); // a later start may find it free
        }
    }

    private int print(HeartbeatPublisher publisher, NodeHealth nodeHealth, List<UdpHeartbeatSender> senders)
            throws IOException {
        Beat beat = publisher.nextBeat(now(), looked(nodeHealth));
        for (HeartbeatSender sender : senders) {
            byte[] datagram = publisher.datagram(publisher.heartbeat(beat, sender));
            say(new String(datagram, StandardCharsets.UTF_8));
        }
        return 0;
    }

    // One heartbeat on its own never says that the node leaves: the agent beside it goes on.
    private static Availability looked(NodeHealth nodeHealth) {
        nodeHealth.look();
        return nodeHealth.availability(false);
    }

    private static Instant now() {
        return Clock.systemUTC().instant();
    }

    private void say(String line) {
        command.commandLine().getOut().println(line);
    }

    private List<UdpHeartbeatSender> senders() {
        return managers.stream().map(UdpHeartbeatSender::new).toList();
    }

    private DrainFile namedDrainFile() {
        if (drainFile == null) {
            throw new WrongUsageException("name the drain file: --drain-file FILE, the same as the agent's");
        }
        return new DrainFile(drainFile);
    }

    private Identity identity() {
        if (managers == null) { // not "required = true": drain and undrain do without
            throw new WrongUsageException("Missing required option: '--manager=HOST[:PORT]'");
        }
        Duration interval = effectiveInterval();
        if (interval.compareTo(SHORTEST_INTERVAL) < 0 || interval.compareTo(LONGEST_INTERVAL) > 0) {
            throw new WrongUsageException("--interval must be from 100ms to 1h, not " + Durations.format(interval));
        }
        NodeName node = name == null ? hostname() : name;
        return new Identity(node, Optional.ofNullable(advertise), ports().own(), interval, System.currentTimeMillis());
    }

    private BackendPorts ports() {
        try {
            return BackendPorts.of(backendPorts);
        } catch (IllegalArgumentException e) {
            throw new WrongUsageException("--backend-port: " + e.getMessage());
        }
    }

    private UnaryOperator<byte[]> signer(NodeName node) {
        if (keyFile == null) {
            return UnaryOperator.identity();
        }
        try {
            return new HeartbeatSigner(new KeyFile(keyFile), node);
        } catch (KeyFileException e) {
            throw new WrongUsageException(e.getMessage());
        }
    }

    private MemoryProbe memoryProbe() {
        MemoryProbe host = new OshiMemoryProbe();
        try {
            return switch (memorySource) {
                case HOST -> host;
                case CGROUP -> new CgroupMemoryProbe(Path.of("/"), host);
            };
        } catch (IllegalArgumentException e) {
            throw new WrongUsageException(e.getMessage() + "; use --memory-source host");
        }
    }

    private NodeHealth nodeHealth(Identity identity) {
        Map<Integer, HealthMonitor> others = new HashMap<>();
        for (int port : ports().others()) {
            others.put(port, new HealthMonitor(health.checkOfOther(at(port, identity)), identity.interval()));
        }
        HealthCheck own = health.check(at(identity.backendPort(), identity));
        return new NodeHealth(new HealthMonitor(own, identity.interval()), others);
    }

    private AdvertisedEndpoint at(int port, Identity identity) {
        return new AdvertisedEndpoint(identity.advertised(), port, senders());
    }

    private Duration effectiveInterval() {
        if (interval != null) {
            return interval;
        }
        return fast ? FAST_INTERVAL : DEFAULT_INTERVAL;
    }

    // Not InetAddress.getLocalHost(): it asks a resolver, and fails where the hostname is not in /etc/hosts.
    private NodeName hostname() {
        try {
            return new NodeName(
                    Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
        } catch (IOException | IllegalArgumentException e) {
            throw new WrongUsageException("this machine's hostname cannot be this node's name (" + e.getMessage()
                    + "); choose one with --name");
        }
    }
}
