package dev.mandor.manager;

import dev.mandor.auth.HeartbeatKey;
import dev.mandor.auth.KeyRing;
import dev.mandor.auth.SignedDatagram;
import dev.mandor.daemon.Durations;
import dev.mandor.manager.Strategy.Settings;
import dev.mandor.manager.cluster.Factors;
import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Settling;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.nginx.DockerServices;
import dev.mandor.manager.nginx.NginxConfigRenderer;
import dev.mandor.manager.nginx.PlanTarget;
import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * A site that somebody attacks who holds every key, may label every service and writes the options: what arrives is right here
 * and hostile there, and goes the way of the real data, through the real control loop, to the table that nginx is to serve. Equal
 * seeds give equal sites.
 */
public final class HostileSite {
    private static final KeyRing KEYS = KeyRing.parse(List.of("k1 * " + "A".repeat(43)));
    private static final HeartbeatKey KEY = KEYS.only();
    private static final InetAddress SENDER = InetAddress.getLoopbackAddress();
    private static final Instant SENT = Instant.parse(HostileHeartbeats.TIME);
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration TOLERANCE = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofSeconds(7);
    private static final int HOSTILE = 14; // one of so many values is

    private static final List<String> PORTS = List.of("8080", "1", "65535", "80");
    private static final List<String> SERVICES =
            List.of("web", "api", "0", "a_b-c", "server", "x".repeat(63), "Shop_Web");
    private static final List<String> HOSTS = List.of(
            "example.org",
            "*.example.org",
            "API.example.org",
            "a--b.example",
            "x",
            "y".repeat(63) + ".example",
            "xn--bcher-kva.example");

    private final Random random;
    private final Settings settings;
    private final Strategy strategy;
    private final List<ServiceOption> options;
    private final int maxConns;
    private final int listen;
    private final Duration connectTimeout;
    private final Endpoint fallback;
    private final Map<String, Map<String, String>> labelled = new LinkedHashMap<>();
    private final NodeRegistry registry =
            new NodeRegistry(new LivenessPolicy(TOLERANCE), Duration.ofDays(1), MinFree.DEFAULT);
    private final Admission admission =
            new Admission(Optional.of(() -> KEYS), new AddressRule(List.of(), true), Duration.ofMinutes(2));
    private final HeartbeatIntake intake = new HeartbeatIntake(admission, registry, () -> {}, new Rejections());
    private final HostileHeartbeats heartbeats;
    private final ServiceDiscovery discovery;
    private final ControlLoop loop;
    private final Set<IpAddress> told = new HashSet<>();
    private final List<String> refusals = new ArrayList<>();
    private RoutingTable wanted = new RoutingTable(List.of());
    private long nowNanos;
    private int cases;
    private int accepted;

    public HostileSite(long seed) {
        random = new Random(seed);
        heartbeats = new HostileHeartbeats(random);
        strategy = option("memory-weighted", any(List.of(Strategy.values())), Strategy::parse);
        settings = new Settings(
                option("5%", Threshold.parse("5%"), Threshold::parse),
                option("32MiB", any(List.of(MinFree.NONE, MinFree.DEFAULT)), MinFree::parse),
                option("memory=1", Factors.DEFAULT, Factors::parse),
                strategy.canBeSticky() ? any(List.of(Sticky.values())) : option("none", Sticky.NONE, Sticky::parse));
        maxConns = option("off", new MaxConns(false, any(List.of(0, 0, 1, 100_000))), MaxConns::parse)
                .limit();
        listen = any(List.of(80, 8000, 1, 65535));
        connectTimeout = Duration.ofMillis(Math.min(
                10_000,
                Math.max(
                        10,
                        option("100ms", Duration.ofMillis(100), Durations::parse)
                                .toMillis())));
        fallback = option(
                "192.168.56.101:8080",
                Endpoint.parse(any(List.of("192.168.56.101:8080", "[2001:db8::f]:1"))),
                Endpoint::parse);
        options = options();
        discovery = new ServiceDiscovery(new DockerServices(this::docker), rules());
        loop = new ControlLoop(
                registry,
                discovery,
                (plan, snapshot, serving) -> plan.withMaxConns(maxConns),
                any(List.of(OnMassSilence.values())),
                new Settling(-TOLERANCE.toNanos(), TOLERANCE),
                new Target(),
                List.of(new SameNameAlarm()),
                new DecisionLog(TOLERANCE),
                () -> nowNanos,
                Duration.ofSeconds(3));
    }

    /** What arrives within some seconds, and what comes of it. */
    public void step() throws InterruptedException {
        if (random.nextInt(3) == 0) {
            relabel();
        }
        discovery.ask();
        int nodes = random.nextInt(HostileHeartbeats.NAMES.size());
        for (String node : HostileHeartbeats.NAMES.subList(0, nodes)) {
            receive(heartbeats.next(node));
        }
        nowNanos += random.nextInt(8) == 0 ? 5 * TOLERANCE.toNanos() : STEP.toNanos();
        loop.tick();
    }

    /** What nginx is to serve now. */
    public RoutingTable wanted() {
        return wanted;
    }

    public Endpoint fallback() {
        return fallback;
    }

    public int listen() {
        return listen;
    }

    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** The file that nginx is to serve by. */
    public String file() {
        return new NginxConfigRenderer(listen, connectTimeout)
                .render(wanted, fallback)
                .text();
    }

    /** The addresses in the datagrams that were believed. */
    Set<IpAddress> told() {
        return told;
    }

    /** Why inputs were refused, in the words for the log or the user; forgotten then. */
    List<String> takeRefusals() {
        List<String> taken = List.copyOf(refusals);
        refusals.clear();
        return taken;
    }

    /** How many values, labelled services and datagrams there were. */
    int cases() {
        return cases;
    }

    /** How many datagrams were believed. */
    int accepted() {
        return accepted;
    }

    // What parses is taken, whatever it is; what does not leaves the usual.
    private <T> T option(String text, T usual, Function<String, T> parser) {
        cases++;
        if (random.nextInt(3) > 0) {
            return usual;
        }
        try {
            return parser.apply(HostileText.spoilt(text, random));
        } catch (IllegalArgumentException e) {
            refusals.add(e.getMessage());
            return usual;
        }
    }

    private List<ServiceOption> options() {
        List<ServiceOption> options = new ArrayList<>();
        for (int number = random.nextInt(4) - 1; number > 0; number--) {
            String text = any(SERVICES) + "=" + any(PORTS) + (random.nextInt(3) == 0 ? "" : "@" + any(HOSTS));
            ServiceOption usual =
                    new ServiceOption(new ServiceName("option" + number), 9000 + number, Optional.empty());
            options.add(option(text, usual, ServiceOption::parse));
        }
        return options;
    }

    private ServiceRules rules() {
        try {
            return new ServiceRules(options, strategy, settings);
        } catch (IllegalArgumentException e) {
            refusals.add(e.getMessage());
            return new ServiceRules(List.of(), strategy, settings);
        }
    }

    private void relabel() {
        labelled.clear();
        for (int number = random.nextInt(5); number > 0; number--) {
            cases++;
            Map<String, String> labels = new LinkedHashMap<>(Map.of("mandor.enable", "true"));
            labels.put("mandor.port", text(any(PORTS)));
            if (random.nextInt(4) > 0) {
                labels.put("mandor.host", text(any(HOSTS)));
            }
            if (random.nextBoolean()) {
                labels.put(
                        "mandor.strategy", text(any(List.of(Strategy.values())).toString()));
            }
            labels.put(text("com.docker.stack.namespace"), text("shop"));
            labelled.put(text(any(SERVICES)), labels);
        }
    }

    private String text(String right) {
        return random.nextInt(HOSTILE) == 0 ? HostileText.spoilt(right, random) : right;
    }

    // As dockerd and the docker program write it.
    private String docker(List<String> command) {
        if (command.get(2).equals("ls")) {
            return "id\n".repeat(labelled.size());
        }
        StringBuilder output = new StringBuilder();
        labelled.forEach(
                (name, labels) -> output.append(JSON.writeValueAsString(Map.of("name", name, "labels", labels)))
                        .append('\n'));
        return output.toString();
    }

    private void receive(byte[] message) {
        cases++;
        byte[] datagram = SignedDatagram.sign(message, KEY);
        Arrival arrival = new Arrival(new DatagramPacket(datagram, datagram.length, SENDER, 12345), nowNanos, SENT);
        try {
            told.add(admission.admit(arrival).endpoint().ip());
            accepted++;
        } catch (RejectedException e) {
            refusals.add(e.getMessage());
        }
        intake.lookAt(arrival);
    }

    private <T> T any(List<T> choices) {
        return HostileText.any(choices, random);
    }

    private final class Target implements PlanTarget {
        @Override
        public void want(RoutingTable table, boolean settled) {
            wanted = table;
        }

        @Override
        public Serving serving(ServiceName service) {
            return Serving.NOTHING;
        }
    }
}
