package dev.mandor.agent;

import dev.mandor.agent.HeartbeatPublisher.Identity;
import dev.mandor.daemon.CommandLines;
import dev.mandor.daemon.Daemon;
import dev.mandor.daemon.Durations;
import dev.mandor.daemon.Logging;
import dev.mandor.daemon.OptionConverter;
import dev.mandor.daemon.Version;
import dev.mandor.daemon.WrongUsageException;
import dev.mandor.model.HeartbeatCodec;
import dev.mandor.model.IpAddress;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code java -jar worker-agent.jar --manager 192.168.56.101}. */
@Command(
        name = "worker-agent",
        customSynopsis = "worker-agent --manager HOST[:PORT][,HOST[:PORT]...] [OPTIONS]%n",
        description = {
            "Reports this node's free memory to the Mandor manager, one small UDP datagram every interval.",
            "Run one on every Swarm node that serves the web service. It needs no root and opens no port.",
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
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

    @Spec
    private CommandSpec command;

    @Option(
            names = "--manager",
            paramLabel = "HOST[:PORT]",
            required = true,
            split = ",",
            converter = ManagerAddressConverter.class,
            description =
                    "Where the manager listens, UDP port 9999 unless given. Repeat it, or separate by commas, for more"
                            + " than one.")
    private List<ManagerAddress> managers;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            defaultValue = "5",
            converter = Durations.Converter.class,
            description = "Time between two heartbeats. The manager's --tolerance should be several of them.")
    private Duration interval;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            converter = NodeNameConverter.class,
            description = "The name under which this node reports. Default: its hostname. Each node needs its own.")
    private NodeName name;

    @Option(
            names = "--advertise",
            paramLabel = "IP",
            converter = IpAddressConverter.class,
            description =
                    "The address at which nginx reaches this node's web service. Default: the address that this node"
                            + " uses to reach the manager.")
    private IpAddress advertise;

    @Option(
            names = "--backend-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "The port of the web service on this node.")
    private int backendPort;

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
        System.exit(CommandLines.run(new AgentCommand(), System.getenv(), args));
    }

    @Override
    public Integer call() throws IOException {
        Identity identity = identity();
        List<UdpHeartbeatSender> senders =
                managers.stream().map(UdpHeartbeatSender::new).toList();
        OshiMemoryProbe probe = new OshiMemoryProbe();
        HeartbeatPublisher publisher = new HeartbeatPublisher(identity, probe, senders);
        if (dryRun) {
            return print(publisher, probe, senders);
        }
        Logging.start("worker-agent", verbose, logDir);
        if (once) {
            return publisher.publish(Clock.systemUTC().instant()) == managers.size() ? 0 : 1;
        }
        return runUntilStopped(identity, publisher);
    }

    private int runUntilStopped(Identity identity, HeartbeatPublisher publisher) {
        log.info(
                "{} reports to {} every {}",
                identity.name(),
                String.join(
                        ", ", managers.stream().map(ManagerAddress::toString).toList()),
                Durations.format(interval));
        Agent agent = new Agent(publisher, interval, Clock.systemUTC());
        Daemon daemon = new Daemon();
        daemon.start("agent", agent);
        return daemon.awaitEnd(agent);
    }

    private int print(HeartbeatPublisher publisher, MemoryProbe probe, List<? extends HeartbeatSender> senders)
            throws IOException {
        for (HeartbeatSender sender : senders) {
            byte[] datagram = HeartbeatCodec.encode(
                    publisher.heartbeat(probe.read(), Clock.systemUTC().instant(), sender));
            command.commandLine().getOut().println(new String(datagram, StandardCharsets.UTF_8));
        }
        return 0;
    }

    private Identity identity() {
        if (interval.compareTo(SHORTEST_INTERVAL) < 0 || interval.compareTo(LONGEST_INTERVAL) > 0) {
            throw new WrongUsageException("--interval must be from 100ms to 1h, not " + Durations.format(interval));
        }
        if (backendPort < 1 || backendPort > 65535) {
            throw new WrongUsageException("--backend-port must be from 1 to 65535, not " + backendPort);
        }
        NodeName node = name == null ? hostname() : name;
        return new Identity(node, Optional.ofNullable(advertise), backendPort, interval, System.currentTimeMillis());
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

    static final class ManagerAddressConverter extends OptionConverter<ManagerAddress> {
        ManagerAddressConverter() {
            super(ManagerAddress::parse);
        }
    }

    static final class NodeNameConverter extends OptionConverter<NodeName> {
        NodeNameConverter() {
            super(NodeName::new);
        }
    }

    static final class IpAddressConverter extends OptionConverter<IpAddress> {
        IpAddressConverter() {
            super(IpAddress::parse);
        }
    }
}
