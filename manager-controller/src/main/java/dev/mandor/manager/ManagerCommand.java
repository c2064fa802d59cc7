package dev.mandor.manager;

import dev.mandor.auth.KeyRing;
import dev.mandor.auth.WatchedKeys;
import dev.mandor.daemon.CommandLines;
import dev.mandor.daemon.Daemon;
import dev.mandor.daemon.Durations;
import dev.mandor.daemon.Logging;
import dev.mandor.daemon.OptionParsers;
import dev.mandor.daemon.Version;
import dev.mandor.daemon.WrongUsageException;
import dev.mandor.http.HttpOption;
import dev.mandor.manager.Strategy.Settings;
import dev.mandor.manager.cluster.Factors;
import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.Settling;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.dockerproxy.DockerProxyCommand;
import dev.mandor.manager.explain.Explainer;
import dev.mandor.manager.http.StatusServer;
import dev.mandor.manager.journal.Journal;
import dev.mandor.manager.journal.JournalEntry.Opened;
import dev.mandor.manager.nginx.AccessLog;
import dev.mandor.manager.nginx.CommandRunner;
import dev.mandor.manager.nginx.ConfigApplier;
import dev.mandor.manager.nginx.ConnectionCounter;
import dev.mandor.manager.nginx.DockerServices;
import dev.mandor.manager.nginx.NginxConfigRenderer;
import dev.mandor.manager.nginx.NginxGateway;
import dev.mandor.manager.nginx.ProcessRunner;
import dev.mandor.manager.nginx.TrafficTarget;
import dev.mandor.manager.nginx.Writer;
import dev.mandor.manager.probe.Prober;
import dev.mandor.manager.probe.Probes;
import dev.mandor.manager.report.ReportCommand;
import dev.mandor.manager.traffic.TrafficReceiver;
import dev.mandor.manager.view.Board;
import dev.mandor.manager.view.NginxWatch;
import dev.mandor.manager.view.View;
import dev.mandor.model.Endpoint;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code java -jar manager.jar --tolerance 30 --interval 3}. */
@Command(
        name = "manager",
        customSynopsis = {
            "manager [OPTIONS]",
            "       manager status [--watch] [--json]",
            "       manager explain [SERVICE] [--json]",
            "       manager replay JOURNAL [OPTIONS]",
            "       manager report ACCESS_LOG [OPTIONS]",
            "       manager check [OPTIONS]",
            "       manager keys new NODE",
            "       manager docker-proxy [OPTIONS]%n"
        },
        description = {
            "Receives the heartbeats of the worker agents, decides which node serves, and tells nginx.",
            "Run it on the Swarm manager node, beside the nginx service. Without options it does the usual.",
            ""
        },
        footer = {
            "",
            "Durations: 30, 30s, 500ms, 5m. Every option can also be set in the environment:",
            "--config-path is MANDOR_CONFIG_PATH. The command line wins.",
            "",
            "Examples:",
            "  manager --tolerance 30 --interval 3",
            "  manager --nginx-service shop_nginx --fallback 10.0.0.1:8080 --log-dir /var/log/mandor",
            "  manager --nginx-local /etc/nginx/conf.d/loadbalancer.conf --listen 8000",
            "  manager --key-file /etc/mandor/manager.keys --state-dir /var/lib/mandor",
            "  manager keys new worker1 >> /etc/mandor/manager.keys",
            "  manager check --key-file /etc/mandor/manager.keys",
            "",
            "Exit codes: 0 ended as asked, 1 failure, 2 wrong usage."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 100,
        showDefaultValues = true,
        subcommands = {
            StatusCommand.class,
            ExplainCommand.class,
            KeysCommand.class,
            DockerProxyCommand.class,
            ReplayCommand.class,
            ReportCommand.class,
            CheckCommand.class
        })
public final class ManagerCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(ManagerCommand.class);
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(50);
    private static final Duration LONGEST_TOLERANCE = Duration.ofDays(1);
    private static final int CHECKS_IN_A_PAUSE = 3; // so many checks missed in a row, and we were not running
    private static final int USUAL_HTTP_PORT = 9797;
    private static final Duration DOCKER_DEADLINE = Duration.ofSeconds(3);
    private static final Duration SHORTEST_CONNECT_TIMEOUT = Duration.ofMillis(10);
    private static final Duration LONGEST_CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Loopback: what is shown are names, addresses and figures of all nodes, to whoever asks. */
    static final HttpOption DEFAULT_HTTP = http("127.0.0.1");

    static final OptionParsers PARSERS = OptionParsers.of(Duration.class, Durations::parse)
            .and(InetAddress.class, HttpOption::toListenOn)
            .and(Endpoint.class, Endpoint::parse)
            .and(OnMassSilence.class, OnMassSilence::parse)
            .and(Strategy.class, Strategy::parse)
            .and(Factors.class, Factors::parse)
            .and(MinFree.class, MinFree::parse)
            .and(MaxConns.class, MaxConns::parse)
            .and(Sticky.class, Sticky::parse)
            .and(ServiceOption.class, ServiceOption::parse)
            .and(AccessLog.class, AccessLog::parse)
            .and(Network.class, Network::parse)
            .and(HttpOption.class, ManagerCommand::http)
            .and(TrafficOption.class, TrafficOption::parse)
            .and(ProbeOption.class, ProbeOption::parse)
            .and(NodeName.class, NodeName::new)
            .and(Threshold.class, Threshold::parse);

    @Option(
            names = "--tolerance",
            paramLabel = "DURATION",
            description =
                    "How long a node may be silent before it is called down. Longer forgives more lost heartbeats,"
                            + " shorter moves traffic sooner. Default: 30")
    private Duration tolerance;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            description = "Time between two checks. At most half the tolerance. Default: 3")
    private Duration interval;

    @Option(
            names = "--fast",
            description =
                    "For agents that were started with --fast: --tolerance 2 --interval 250ms --confirm, unless given"
                            + " otherwise. A vanished node is noticed within 3 s.")
    private boolean fast;

    @Option(
            names = "--confirm",
            description = "Ask a silent node by a TCP connect to its web service before calling it down.")
    private boolean confirm;

    @Option(
            names = "--on-mass-silence",
            paramLabel = "CHOICE",
            defaultValue = "fallback",
            description =
                    "When most workers fall silent at once, and so perhaps none is down: fallback lets those left serve,"
                            + " or else the fallback, with the silent ones behind it; hold changes nothing and raises an alarm.")
    private OnMassSilence onMassSilence;

    @Option(
            names = "--bind",
            paramLabel = "IP",
            defaultValue = "0.0.0.0",
            description = "The address of this machine on which heartbeats are received.")
    private InetAddress bind;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9999",
            description = "The UDP port on which heartbeats are received.")
    private int port;

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            defaultValue = "max-free-memory",
            description = {
                "Who serves, one of:",
                "  max-free-memory  the node with the most free memory, the others are its backups. For active/standby and"
                        + " light load.",
                "  memory-weighted  all live nodes, in shares that follow their free memory. For load that one node cannot"
                        + " carry.",
                "  score            all live nodes, in shares that follow the figures of --score.",
                "  round-robin      all live nodes alike, in turn. For equal nodes and equal requests.",
                "  least-conn       all live nodes, whichever has the fewest requests under way. For requests of very"
                        + " different length."
            })
    private Strategy strategy;

    @Option(
            names = "--score",
            paramLabel = "WEIGHTS",
            defaultValue = "memory=0.6,cpu=0.3,pressure=0.1",
            description =
                    "With --strategy score: what counts, and how much. memory is free memory, cpu the idle CPU, pressure the"
                            + " time without memory pressure (PSI), swap what is not swapped out.")
    private Factors score;

    @Option(
            names = "--min-free",
            paramLabel = "SIZE",
            description =
                    "A node with less free memory gets no new requests while another can take them: 64MiB, 5%% of its total,"
                            + " or 0 for no such floor. Default: 5%%, at least 32MiB")
    private MinFree minFree;

    @Option(
            names = "--max-conns",
            paramLabel = "CHOICE",
            defaultValue = "off",
            description =
                    "Overload protection: how many requests each server may have under way. What is too much for all of them"
                            + " is refused at once with 503 and Retry-After. auto learns what a request costs in memory and"
                            + " keeps every node above --min-free; or a number, or off.")
    private MaxConns maxConns;

    @Option(
            names = "--sticky",
            paramLabel = "CHOICE",
            defaultValue = "none",
            description =
                    "Lets a client come back to its node, where more than one serves: ip-hash by its network, cookie-less by"
                            + " its address and browser, or none.")
    private Sticky sticky;

    @Option(
            names = "--service",
            paramLabel = "NAME=PORT[@HOST]",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description =
                    "A web service by its name, its port on the nodes, and the host name under which clients ask for it; one"
                            + " may be without. Repeat it, or separate by commas. Swarm services with the labels"
                            + " mandor.enable=true, mandor.port and mandor.host come by themselves. Default: one service, at"
                            + " the port that each agent reports.")
    private List<ServiceOption> serviceOptions = List.of();

    @Option(
            names = "--threshold",
            paramLabel = "SIZE",
            defaultValue = "5%",
            description = "How much more free memory another node needs before traffic moves to it: 64MiB, 10%% of its"
                    + " total, or 0 for any.")
    private Threshold threshold;

    @Mixin
    private NginxOptions nginx = new NginxOptions();

    @Option(
            names = "--access-log",
            paramLabel = "PATH|off",
            defaultValue = "off",
            description =
                    "Where nginx logs each request with who answered it in what time, for 'manager report'. A path inside"
                            + " its container, such as /var/log/nginx/mandor.log; these sites then log nowhere else."
                            + " off leaves nginx's own log as it is.")
    private AccessLog accessLog;

    @Option(
            names = "--traffic",
            paramLabel = "IP:PORT|off",
            description =
                    "Where nginx tells the manager what clients got, by a UDP datagram for each of at most some 200 requests a"
                            + " second; it names neither clients nor what they asked for. Default: port 9998 of this node's"
                            + " address, with --nginx-local of 127.0.0.1, with --nginx-shared off")
    private TrafficOption traffic;

    @Option(
            names = "--served-by",
            description = "nginx tells clients in the header X-Served-By the address of the node that answered.")
    private boolean servedBy;

    @Option(
            names = "--connect-timeout",
            paramLabel = "DURATION",
            defaultValue = "100ms",
            description =
                    "How long nginx waits for a server to accept a connection before it asks the next. Longer for links"
                            + " that are slower than a LAN.")
    private Duration connectTimeout;

    @Option(
            names = "--heartbeat-interval",
            paramLabel = "DURATION",
            description = "The agents' --interval, to have the tolerance checked against it at the start. Without it, a"
                    + " warning comes when an agent reports too seldom.")
    private Duration heartbeatInterval;

    @Mixin
    private AdmissionOptions admission = new AdmissionOptions();

    @Option(
            names = "--http",
            paramLabel = "IP[:PORT]|off",
            description =
                    "Where the manager shows itself by HTTP: the dashboard at /, /metrics for Prometheus, /healthz, /readyz,"
                            + " /api/v1/status, /api/v1/decisions, /api/v1/explain. Whoever reaches it may read it."
                            + " Default: 127.0.0.1:9797, if that is free")
    private HttpOption http;

    @Option(
            names = "--log-dir",
            paramLabel = "DIR",
            description = "Also write the log into DIR, one file a day, kept for two weeks.")
    private Path logDir;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description =
                    "Remember there which workers may serve, so that a restart begins with them; and keep a journal there,"
                            + " for 'manager replay'.")
    private Path stateDir;

    @Option(names = "--verbose", description = "Show the steady state too.")
    private boolean verbose;

    /** Runs the manager; see {@code --help}. */
    public static void main(String[] args) {
        CommandLines.main(new ManagerCommand(), PARSERS, args);
    }

    @Override
    public Integer call() {
        completeOptions();
        checkOptions();
        Logging.start("manager", verbose, logDir);

        Ticker ticker = System::nanoTime;
        Duration longestRest = interval.multipliedBy(CHECKS_IN_A_PAUSE);
        NodeRegistry registry =
                new NodeRegistry(new LivenessPolicy(tolerance), longestRest, minFree, admission.membership());
        Optional<WatchedKeys<KeyRing>> keys = admission.keys();
        Optional<Journal> journal = journal();
        Optional<JournalRecorder> recorder =
                journal.map(kept -> new JournalRecorder(kept::offer, Instant.now(), ticker, longestRest));
        CommandRunner runner = new ProcessRunner(DOCKER_DEADLINE);
        NginxWatch nginxWatch = new NginxWatch(ticker::nanos);
        Board board = new Board();
        Rejections rejections = new Rejections();
        ForecastAlarm forecast = new ForecastAlarm(minFree, ticker, BackgroundWork.named("forecast"));
        Clock wallClock = Clock.tickMillis(ZoneOffset.UTC);
        Optional<TrafficReceiver> trafficReceiver = trafficReceiver();
        Optional<Prober> prober = prober(runner, board, nginxWatch, ticker);
        View view = new View(
                Version.of(getClass()),
                strategy.toString(),
                tolerance,
                interval,
                board,
                nginxWatch,
                rejections::believed,
                rejections::totals,
                forecast::current,
                () -> trafficReceiver.map(TrafficReceiver::state),
                () -> rejections.refused().at(ticker.nanos()),
                () -> prober.map(Prober::probes).orElse(Probes.OFF),
                new Explainer(minFree, confirm, onMassSilence == OnMassSilence.HOLD),
                wallClock);
        ConfigApplier applier = applier(runner, nginxWatch, trafficReceiver);
        ConnectionCounter counter = new ConnectionCounter(nginx.gateway(runner), interval);
        ServiceDiscovery discovery = new ServiceDiscovery(new DockerServices(runner), rules());
        ReachabilityWatch reachability = new ReachabilityWatch(new ParallelConnects(connectTimeout, ticker), registry);
        ControlLoop loop = new ControlLoop(
                registry,
                nginx.withDocker() ? discovery : ServiceSource.of(discovery.catalog()),
                protection(counter),
                onMassSilence,
                new Settling(ticker.nanos(), tolerance),
                applier,
                listeners(registry, ticker, recorder, forecast),
                new DecisionLog(
                        tolerance, recorder.<DecisionRecorder>map(it -> it).orElse(DecisionRecorder.NONE)),
                (snapshot, decisions, made) -> {
                    board.leave(wallClock.instant(), snapshot, decisions, made);
                    reachability.onTick(snapshot, decisions, made);
                },
                ticker,
                interval);
        HeartbeatIntake intake = new HeartbeatIntake(
                admission.admission(keys),
                registry,
                loop::wake,
                rejections,
                recorder.<HeartbeatListener>map(it -> it).orElse((heartbeat, nanos) -> {}));
        HeartbeatReceiver receiver = openReceiver(intake, ticker);
        Optional<StatusServer> status = statusServer(view);

        log.info(
                "Mandor manager {}: tolerance {}, checks every {}, strategy {}, threshold {}",
                Version.of(getClass()),
                Durations.format(tolerance),
                Durations.format(interval),
                strategy,
                threshold);
        if (keys.isEmpty()) {
            log.warn(
                    "heartbeats are not authenticated: whoever reaches UDP port {} can report as a node. To have them"
                            + " signed, see --key-file and 'manager keys new --help'",
                    port);
        }
        Daemon daemon = new Daemon();
        daemon.start("receiver", receiver);
        daemon.start("intake", intake);
        journal.ifPresent(kept -> daemon.start("journal", kept));
        keys.ifPresent(watched -> daemon.start("keys", () -> AdmissionOptions.watch(watched)));
        if (nginx.withDocker()) {
            daemon.start("services", () -> discovery.watch(interval, loop::wake));
        }
        daemon.start("reachability", () -> reachability.watch(loop::wake));
        daemon.start("control-loop", loop);
        daemon.start("applier", applier);
        trafficReceiver.ifPresent(receiving -> daemon.start("traffic", receiving));
        prober.ifPresent(probe -> daemon.start("probe", probe));
        status.ifPresent(StatusServer::start);
        if (maxConns.learned()) {
            daemon.start("connections", counter);
        }
        return daemon.awaitEnd(() -> {
            receiver.close();
            trafficReceiver.ifPresent(TrafficReceiver::close);
            loop.close();
        });
    }

    private Optional<Prober> prober(CommandRunner runner, Board board, NginxWatch watch, Ticker ticker) {
        if (!nginx.probes()) {
            return Optional.empty();
        }
        NginxGateway gateway = nginx.gateway(runner);
        return Optional.of(new Prober(
                () -> nginx.place(gateway),
                () -> nginx.fallback(gateway),
                () -> new Prober.Targets(watch.state().config(), board.latest().sites()),
                ticker::nanos));
    }

    private Protection protection(ConnectionCounter counter) {
        if (maxConns.learned()) {
            return new LearnedProtection(counter, minFree);
        }
        return maxConns.limit() == 0
                ? Protection.NONE
                : (plan, snapshot, serving) -> plan.withMaxConns(maxConns.limit());
    }

    private ServiceRules rules() {
        return new ServiceRules(serviceOptions, strategy, new Settings(threshold, minFree, score, sticky));
    }

    private HeartbeatReceiver openReceiver(HeartbeatIntake intake, Ticker ticker) {
        try {
            return HeartbeatReceiver.open(new InetSocketAddress(bind, port), intake::offer, ticker, Clock.systemUTC());
        } catch (SocketException e) {
            // No wrong usage: the address may come, and the port may be free, when systemd tries again.
            throw new UncheckedIOException(Listening.explain(e, bind, port), e);
        }
    }

    private Optional<Journal> journal() {
        DecisionOptions options = new DecisionOptions(
                tolerance, interval, strategy, score, minFree, threshold, maxConns, sticky, onMassSilence);
        return Optional.ofNullable(stateDir)
                .map(folder -> new Journal(folder, Opened.atStart(Instant.now(), options.toMap())));
    }

    private List<SnapshotListener> listeners(
            NodeRegistry registry, Ticker ticker, Optional<JournalRecorder> recorder, ForecastAlarm forecast) {
        List<SnapshotListener> listeners = new ArrayList<>();
        listeners.add(new SameNameAlarm());
        recorder.ifPresent(listeners::add);
        listeners.add(forecast);
        if (confirm) {
            listeners.add(new ConfirmByConnect(registry, ticker));
        }
        if (stateDir != null) {
            StateStore store = new StateStore(stateDir, Clock.systemUTC());
            store.restore().forEach(heartbeat -> registry.restore(heartbeat, ticker.nanos()));
            registry.resume(store.newestOfEach(), ticker.nanos());
            listeners.add(store);
        }
        return listeners;
    }

    /** By default it is a convenience, that no other program's port shall prevent the manager's work. */
    private Optional<StatusServer> statusServer(View view) {
        Optional<InetSocketAddress> address = (http == null ? DEFAULT_HTTP : http).address();
        if (address.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(StatusServer.open(address.get(), view));
        } catch (IOException e) {
            String sentence = HttpOption.explain(e, address.get());
            if (http != null) {
                throw new UncheckedIOException(sentence, e);
            }
            log.warn("{}. The manager runs without it; 'manager status' finds it only with the same --http", sentence);
            return Optional.empty();
        }
    }

    private Optional<TrafficReceiver> trafficReceiver() {
        // Through a shared folder nginx cannot be asked what it logs anyway, so that it could go on with that.
        boolean isOff = traffic == null ? nginx.isShared() : traffic.address().isEmpty();
        return isOff
                ? Optional.empty()
                : Optional.of(new TrafficReceiver(
                        Optional.ofNullable(traffic).flatMap(TrafficOption::address), System::nanoTime));
    }

    private ConfigApplier applier(CommandRunner runner, NginxWatch watch, Optional<TrafficReceiver> receiver) {
        return new ConfigApplier(
                nginx.gateway(runner),
                nginx.installer(writer()),
                new NginxConfigRenderer(nginx.listen(), connectTimeout, accessLog, servedBy, writer()),
                nginx.fallback(),
                System::nanoTime,
                watch,
                receiver.<TrafficTarget>map(it -> it).orElse(TrafficTarget.NONE));
    }

    // Not InetAddress.getLocalHost(), which asks a resolver.
    private Writer writer() {
        try {
            return Writer.at(Files.readString(Path.of("/proc/sys/kernel/hostname")), port);
        } catch (IOException e) {
            return Writer.at("", port);
        }
    }

    private void completeOptions() {
        confirm |= fast;
        minFree = minFree == null ? MinFree.DEFAULT : minFree;
        if (tolerance == null) {
            tolerance = Duration.ofSeconds(fast ? 2 : 30);
        }
        if (interval == null) {
            interval = fast ? Duration.ofMillis(250) : Duration.ofSeconds(3);
        }
    }

    private void checkOptions() {
        if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
            throw new WrongUsageException("--interval must be at least 50ms, not " + Durations.format(interval));
        }
        if (tolerance.compareTo(LONGEST_TOLERANCE) > 0) {
            throw new WrongUsageException("--tolerance must be at most 24h, not " + Durations.format(tolerance));
        }
        checkTolerance("--interval", interval, "one late check would be enough to call a live node down");
        if (heartbeatInterval != null) {
            checkTolerance(
                    "--heartbeat-interval", heartbeatInterval, "one lost datagram would make a live node look down");
        }
        admission.check(tolerance);
        Listening.checkPort("--port", port);
        if (connectTimeout.compareTo(SHORTEST_CONNECT_TIMEOUT) < 0
                || connectTimeout.compareTo(LONGEST_CONNECT_TIMEOUT) > 0) {
            throw new WrongUsageException(
                    "--connect-timeout must be from 10ms to 10s, not " + Durations.format(connectTimeout));
        }
        if (sticky != Sticky.NONE && !strategy.canBeSticky()) {
            throw new WrongUsageException("--sticky " + sticky + " cannot be had with --strategy " + strategy
                    + "; it can with memory-weighted, score and round-robin");
        }
        checkServices();
        nginx.check();
        checkShared();
        nginx.file().ifPresent(this::checkFolder);
    }

    private static HttpOption http(String text) {
        return HttpOption.parse(text, USUAL_HTTP_PORT);
    }

    private void checkShared() {
        if (nginx.isShared() && nginx.fallback().isEmpty()) {
            throw new WrongUsageException("--nginx-shared needs --fallback: without Docker nobody can tell this node's"
                    + " address, and 127.0.0.1 would be nginx's own container");
        }
        if (nginx.isShared() && maxConns.learned()) {
            throw new WrongUsageException("--max-conns auto cannot be had with --nginx-shared, through which nginx's"
                    + " connections cannot be counted; a number can");
        }
    }

    private void checkServices() {
        try {
            rules();
        } catch (IllegalArgumentException e) {
            throw new WrongUsageException("--service: " + e.getMessage());
        }
    }

    private void checkTolerance(String option, Duration other, String why) {
        if (tolerance.compareTo(other.multipliedBy(2)) < 0) {
            throw new WrongUsageException("--tolerance " + Durations.format(tolerance) + " is too short for " + option
                    + " " + Durations.format(other) + ": it must be at least twice as long, or " + why);
        }
    }

    private void checkFolder(Path file) {
        Path folder = file.getParent();
        if (!(Files.isDirectory(folder) && Files.isWritable(folder))) {
            throw new WrongUsageException((nginx.isLocal() ? "--nginx-local " : "--nginx-shared ") + file
                    + ": there is no folder " + folder + " that can be written into");
        }
    }
}
