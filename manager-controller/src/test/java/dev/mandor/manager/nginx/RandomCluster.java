package dev.mandor.manager.nginx;

import dev.mandor.manager.TestNodes;
import dev.mandor.manager.cluster.Balancing;
import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Factors;
import dev.mandor.manager.cluster.LeastConn;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.MemoryWeighted;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.Prospect;
import dev.mandor.manager.cluster.RoundRobin;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.Score;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HostLoad;
import dev.mandor.model.IpAddress;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/**
 * Up to eight nodes in any state, a strategy, and an nginx that serves whomever: nodes of the cluster, nodes that are gone, or
 * nobody. Nothing is unusual enough to be left out: no free memory at all, equal readings, loads that are not told, two names
 * for one endpoint. Equal seeds give equal clusters.
 */
final class RandomCluster {
    private static final List<MinFree> FLOORS = List.of(MinFree.NONE, MinFree.DEFAULT, MinFree.parse("50%"));
    private static final List<String> SCORES =
            List.of("memory=1", "memory=0.6,cpu=0.3,pressure=0.1", "cpu=1", "swap=1,pressure=1");

    private final Random random;
    private final ClusterSnapshot snapshot;
    private final SelectionPolicy policy;
    private final Serving serving;

    RandomCluster(long seed) {
        this(seed, false);
    }

    /** One that nginx serves nobody of, and in which each node has its own endpoint. */
    static RandomCluster fresh(long seed) {
        return new RandomCluster(seed, true);
    }

    private RandomCluster(long seed, boolean fresh) {
        random = new Random(seed);
        policy = anyPolicy();
        List<NodeStatus> nodes = new ArrayList<>();
        int size = random.nextInt(9);
        for (int number = 0; number < size; number++) {
            int twin = !fresh && random.nextInt(30) == 0 ? 0 : number;
            nodes.add(node("worker" + number, endpoint(twin)));
        }
        snapshot = new ClusterSnapshot(nodes);
        serving = fresh || random.nextInt(4) == 0 ? Serving.NOTHING : serving(size);
    }

    Random random() {
        return random;
    }

    ClusterSnapshot snapshot() {
        return snapshot;
    }

    SelectionPolicy policy() {
        return policy;
    }

    Serving serving() {
        return serving;
    }

    RoutingPlan plan() {
        return policy.decide(snapshot, serving).plan();
    }

    boolean isUnweighted() {
        return policy instanceof RoundRobin || policy instanceof LeastConn;
    }

    boolean hasOneNodeForEachEndpoint() {
        return snapshot.nodes().stream().map(NodeStatus::endpoint).distinct().count()
                == snapshot.nodes().size();
    }

    /** The same node with a little more or less free memory: up to 2 %. */
    NodeStatus moved(NodeStatus node) {
        long total = node.memory().totalBytes();
        long free = Math.min(total, Math.round(node.cautiousFreeBytes() * (0.98 + 0.04 * random.nextDouble())));
        return new NodeStatus(
                node.last(),
                node.age(),
                node.tolerance(),
                node.hostState(),
                node.freeBytes(),
                free,
                node.load(),
                Optional.empty(),
                node.prospect(),
                node.unreachable());
    }

    private SelectionPolicy anyPolicy() {
        Balancing balancing = any(List.of(Balancing.ROUND_ROBIN, Balancing.IP_HASH, Balancing.CLIENT_HASH));
        MinFree floor = any(FLOORS);
        return switch (random.nextInt(5)) {
            case 0 -> new MaxFreeMemory(Threshold.parse(any(List.of("0", "64MiB", "5%"))));
            case 1 -> new MemoryWeighted(balancing, floor);
            case 2 -> new Score(balancing, floor, Factors.parse(any(SCORES)));
            case 3 -> new RoundRobin(balancing);
            default -> new LeastConn();
        };
    }

    private NodeStatus node(String name, Endpoint endpoint) {
        long total = any(List.of(256L, 700L, 1000L, 64_000L)) * TestNodes.MIB;
        long free = random.nextInt(6) == 0 ? 0 : total / 10 * random.nextInt(11);
        long cautious = random.nextInt(3) == 0 ? free : (long) (random.nextDouble() * total);
        HostLoad load = anyLoad(total);
        Heartbeat last = new Heartbeat(
                new NodeName(name),
                endpoint,
                new MemoryReading(free, total),
                load,
                random.nextInt(10) > 0,
                false,
                Map.of(),
                Instant.EPOCH,
                1,
                1,
                Duration.ofSeconds(5));
        NodeState state = random.nextBoolean() ? NodeState.LIVE : any(List.of(NodeState.values()));
        boolean isOfTheHost = state != NodeState.UNHEALTHY && state != NodeState.UNREACHABLE;
        Duration age = Duration.ofSeconds(1);
        Duration tolerance = Duration.ofSeconds(30);
        return new NodeStatus(
                last,
                age,
                tolerance,
                isOfTheHost ? state : NodeState.LIVE,
                free,
                cautious,
                load,
                Optional.empty(),
                new Prospect(tolerance.minus(age), Duration.ZERO, 0),
                state == NodeState.UNREACHABLE ? Set.of(endpoint) : Set.of());
    }

    private HostLoad anyLoad(long totalBytes) {
        return new HostLoad(
                random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextInt(11) / 10.0),
                random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(100 * random.nextDouble()),
                random.nextBoolean()
                        ? OptionalLong.empty()
                        : OptionalLong.of((long) (2 * random.nextDouble() * totalBytes)));
    }

    private Serving serving(int size) {
        Map<Endpoint, Integer> weights = new LinkedHashMap<>();
        int servers = random.nextInt(size + 2);
        for (int server = 0; server < servers; server++) {
            weights.put(
                    endpoint(random.nextInt(size + 2)),
                    random.nextBoolean() ? 1 + random.nextInt(3) : 1 + random.nextInt(RoutingPlan.MOST_WEIGHT));
        }
        return new Serving(weights);
    }

    private static Endpoint endpoint(int number) {
        String prefix = number % 3 == 2 ? "2001:db8::" : "10.0.0.";
        return new Endpoint(IpAddress.parse(prefix + (number + 1)), 8080);
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
