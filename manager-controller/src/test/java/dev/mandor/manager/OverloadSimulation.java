package dev.mandor.manager;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.ConnectionLimits;
import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.NodeRegistry.Observation;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.ServiceCatalog;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Settling;
import dev.mandor.manager.nginx.PlanTarget;
import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HostLoad;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Nodes whose memory is paid for by requests, behind an nginx that does what the plan says, driven by the real control loop in
 * virtual time. A node that runs out of memory is killed, loses what it has under way to the others (nginx asks the next
 * server), and is back after 3 s. Requests arrive at random, at the same moments whatever the strategy.
 */
final class OverloadSimulation {
    static final double REQUEST_MIB = 6;
    static final double HOLD = 1.2;

    private static final double WARM = 20;
    private static final double BASE_MIB = 20;
    private static final double RESTART = 3;
    private static final double FAIL_TIMEOUT = 10;
    private static final double APPLY = 0.25;
    private static final double CHECK = 3;
    private static final double BEAT = 5;
    private static final double LOOK = 0.5;
    private static final double NEWS = 0.05; // of the total: an agent that sees its memory move so far reports at once
    private static final long MIB = 1 << 20;

    /** What happens. Times in seconds, memory in MiB. */
    record Shape(
            String name,
            List<Integer> totals,
            DoubleUnaryOperator loadFactor,
            int eatenNode,
            DoubleUnaryOperator eaten,
            double joinsAt) {
        static Shape steady(String name, List<Integer> totals) {
            return new Shape(name, totals, time -> 1, 0, time -> 0, 0);
        }

        /** Something else takes the memory of one node and gives it back. */
        Shape eater(String called, int node, double from, double perSecond, double most, double until) {
            return new Shape(
                    called,
                    totals,
                    loadFactor,
                    node,
                    time -> time < from || time > until ? 0 : Math.min(most, (time - from) * perSecond),
                    joinsAt);
        }

        /** For 5 s of every 20. */
        Shape bursts(String called, double factor) {
            return new Shape(
                    called, totals, time -> time > 20 && time % 20 < 5 ? factor : 1, eatenNode, eaten, joinsAt);
        }

        /** The last node comes later. */
        Shape joins(String called, double at) {
            return new Shape(called, totals, loadFactor, eatenNode, eaten, at);
        }
    }

    /** @param reloads after the first plan */
    record Outcome(long answered, long refused, long failed, long kills, long reloads) {
        Outcome plus(Outcome other) {
            return new Outcome(
                    answered + other.answered,
                    refused + other.refused,
                    failed + other.failed,
                    kills + other.kills,
                    reloads + other.reloads);
        }
    }

    private record Event(double time, long order, Runnable happens) {}

    private static final class Node {
        private final Endpoint endpoint;
        private final NodeName name;
        private final int total;
        private int requests;
        private int life;
        private double downUntil;
        private double failedUntil;
        private double told = -1;
        private double toldAt;
        private long seq;

        Node(int number, int total) {
            endpoint = TestNodes.endpoint("worker" + number);
            name = new NodeName("worker" + number);
            this.total = total;
        }
    }

    private final Shape shape;
    private final double rate;
    private final Random arrivals;
    private final Random chance;
    private final List<Node> nodes;
    private final Map<Endpoint, Node> byEndpoint = new HashMap<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>((one, other) -> {
        int order = Double.compare(one.time(), other.time());
        return order != 0 ? order : Long.compare(one.order(), other.order());
    });
    private final NodeRegistry registry =
            new NodeRegistry(new LivenessPolicy(Duration.ofSeconds(30)), Duration.ofDays(1), MinFree.DEFAULT);
    private final Nginx nginx = new Nginx();
    private final ControlLoop loop;
    private double now;
    private long order;
    private long answered;
    private long refused;
    private long failed;
    private long kills;

    OverloadSimulation(Shape shape, SelectionPolicy policy, boolean limited, double rate, long seed) {
        this.shape = shape;
        this.rate = rate;
        arrivals = new Random(seed);
        chance = new Random(seed + 1);
        nodes = IntStream.range(0, shape.totals().size())
                .mapToObj(index -> new Node(index + 1, shape.totals().get(index)))
                .toList();
        nodes.forEach(node -> byEndpoint.put(node.endpoint, node));
        loop = new ControlLoop(
                registry,
                ServiceSource.of(new ServiceCatalog(List.of(TestNodes.service(policy)))),
                limited ? new Limits() : Protection.NONE,
                OnMassSilence.FALLBACK,
                new Settling(0, Duration.ofSeconds(30)),
                nginx,
                List.of(),
                new DecisionLog(Duration.ofSeconds(30)),
                () -> nanos(now),
                Duration.ofSeconds(3));
    }

    /** Runs for so many seconds. */
    Outcome run(double seconds) {
        for (Node node : nodes) {
            boolean joins = shape.joinsAt() > 0 && node == nodes.get(nodes.size() - 1);
            at((joins ? shape.joinsAt() : 0) + chance.nextDouble() * BEAT, () -> beat(node));
            every((joins ? shape.joinsAt() : 0) + LOOK * chance.nextDouble(), LOOK, () -> look(node));
        }
        every(0, CHECK, this::tick);
        at(WARM / 2, this::arrive);
        while (events.peek().time() < seconds) {
            Event event = events.poll();
            now = event.time();
            event.happens().run();
        }
        return new Outcome(answered, refused, failed, kills, nginx.reloads);
    }

    private void at(double time, Runnable happens) {
        events.add(new Event(time, order++, happens));
    }

    private void every(double first, double interval, Runnable happens) {
        at(first, () -> {
            happens.run();
            every(now + interval, interval, happens);
        });
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }

    private double free(Node node) {
        double eaten = node == nodes.get(shape.eatenNode()) ? shape.eaten().applyAsDouble(now) : 0;
        return node.total - BASE_MIB - eaten - node.requests * REQUEST_MIB;
    }

    private void beat(Node node) {
        report(node);
        at(now + BEAT * (0.95 + 0.1 * chance.nextDouble()), () -> beatUnlessJustTold(node));
    }

    private void beatUnlessJustTold(Node node) {
        if (now - node.toldAt < BEAT * 0.9) {
            at(node.toldAt + BEAT, () -> beatUnlessJustTold(node));
        } else {
            beat(node);
        }
    }

    private void look(Node node) {
        killIfFull(node);
        if (node.told >= 0 && now - node.toldAt >= 1 && Math.abs(free(node) - node.told) > NEWS * node.total) {
            report(node);
        }
    }

    private void report(Node node) {
        node.told = Math.max(0, free(node));
        node.toldAt = now;
        Heartbeat heartbeat = new Heartbeat(
                node.name,
                node.endpoint,
                new MemoryReading((long) (node.told * MIB), node.total * MIB),
                HostLoad.UNKNOWN,
                node.downUntil <= now,
                false,
                Map.of(),
                Instant.EPOCH,
                1,
                ++node.seq,
                Duration.ofSeconds(5));
        if (registry.observe(heartbeat, nanos(now)) != Observation.READING) {
            tick();
        }
    }

    private void tick() {
        loop.tick();
        double next = loop.untilNextTick().toNanos() / 1e9;
        if (next < CHECK) {
            at(now + next, loop::tick);
        }
    }

    private void arrive() {
        double factor = now < WARM ? 0.5 : shape.loadFactor().applyAsDouble(now);
        at(now - Math.log(1 - arrivals.nextDouble()) / (rate * factor), this::arrive);
        request(nodes.size());
    }

    private void request(int tries) {
        if (nginx.isFull()) {
            refused++;
            return;
        }
        Node node = nginx.next();
        while (node != null && node.downUntil > now && tries-- > 0) {
            node.failedUntil = now + FAIL_TIMEOUT;
            node = nginx.next();
        }
        if (node == null || node.downUntil > now) {
            failed++;
            return;
        }
        nginx.begin(node);
        node.requests++;
        int life = node.life;
        Node taken = node;
        int generation = nginx.generation;
        int left = tries;
        at(now + HOLD, () -> {
            nginx.end(taken, generation);
            if (taken.life == life) {
                taken.requests--;
                answered++;
            } else {
                taken.failedUntil = now + FAIL_TIMEOUT;
            }
        });
        killIfFull(node);
        if (node.life != life && left <= 0) {
            failed++;
        }
    }

    private void killIfFull(Node node) {
        if (free(node) >= 0 || node.downUntil > now) {
            return;
        }
        kills++;
        int lost = node.requests;
        node.requests = 0;
        node.life++;
        node.downUntil = now + RESTART;
        node.failedUntil = now + FAIL_TIMEOUT;
        for (int request = 0; request < lost; request++) {
            request(0); // of the others, once more
        }
    }

    /** As much of nginx as counts here: smooth weighted round robin, passive checks, max_conns. */
    private final class Nginx implements PlanTarget {
        private RoutingPlan plan = RoutingPlan.FALLBACK_ONLY;
        private RoutingPlan wanted = plan;
        private final Map<Endpoint, Integer> current = new HashMap<>();
        private final Map<Endpoint, Integer> underWay = new HashMap<>();
        private int all;
        private int generation;
        private long reloads = -1;

        @Override
        public void want(RoutingTable table, boolean settled) {
            RoutingPlan next = table.routes().get(0).plan();
            if (settled && !next.equals(wanted)) {
                wanted = next;
                at(now + APPLY, () -> load(next));
            }
        }

        private void load(RoutingPlan next) {
            plan = next;
            reloads++;
            generation++;
            current.clear();
            underWay.clear(); // max_conns: the worker processes before have theirs, and nobody else knows of them
        }

        @Override
        public Serving serving(ServiceName service) {
            return Serving.NOTHING;
        }

        boolean isFull() {
            return plan.maxConns() > 0 && all >= plan.maxConns(); // limit_conn: its zone outlives a reload
        }

        Node next() {
            Server best = null;
            int sum = 0;
            for (Server server : plan.servers()) {
                Node node = byEndpoint.get(server.endpoint());
                boolean full =
                        server.maxConns() > 0 && underWay.getOrDefault(server.endpoint(), 0) >= server.maxConns();
                if (server.backup() || node.failedUntil > now || full) {
                    continue;
                }
                sum += server.weight();
                int score = current.merge(server.endpoint(), server.weight(), Integer::sum);
                if (best == null || score > current.get(best.endpoint())) {
                    best = server;
                }
            }
            if (best == null) {
                return null;
            }
            current.merge(best.endpoint(), -sum, Integer::sum);
            return byEndpoint.get(best.endpoint());
        }

        void begin(Node node) {
            all++;
            underWay.merge(node.endpoint, 1, Integer::sum);
        }

        void end(Node node, int begunIn) {
            all--;
            if (begunIn == generation) {
                underWay.merge(node.endpoint, -1, Integer::sum);
            }
        }
    }

    /** {@code --max-conns auto}, told what nginx has under way. */
    private final class Limits implements Protection {
        private ConnectionLimits limits = ConnectionLimits.UNKNOWN;
        private double observed;

        @Override
        public void observe(ClusterSnapshot snapshot, long nowNanos) {
            if (now - observed < CHECK) {
                return;
            }
            Map<Endpoint, Integer> connections = new HashMap<>();
            nodes.forEach(node -> connections.put(node.endpoint, node.requests));
            limits = limits.with(snapshot, connections, nowNanos);
            observed = now;
        }

        @Override
        public RoutingPlan protect(RoutingPlan plan, ClusterSnapshot snapshot, Serving serving) {
            return limits.limit(plan, snapshot, serving, MinFree.DEFAULT);
        }
    }
}
