package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.endpoint;

import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.ServiceCatalog;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Settling;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.nginx.PlanTarget;
import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * The manager's real core and control loop among simulated agents, on a simulated network, in virtual time. Everything is
 * drawn from one seed, so a run is the same run each time.
 */
final class Simulation {
    private static final long MIB = 1 << 20;
    private static final long TOTAL = 700 * MIB;

    /** What the nodes and the network are like. Times in seconds, shares from 0 to 1. */
    static final class Scenario {
        private final String name;
        private int nodes = 5;
        private double heartbeatInterval = 5;
        private double tolerance = 30;
        private double checkInterval = 3;
        private double loss;
        private double duplicates;
        private double longestDelay;
        private double burstEvery = Double.POSITIVE_INFINITY;
        private double burstLength;
        private double pauseEvery = Double.POSITIVE_INFINITY;
        private double pauseLength;
        private double flapPeriod;
        private double memoryNoise = 0.05;
        private double restartWithClockBackEvery = Double.POSITIVE_INFINITY;
        private boolean confirmed;

        Scenario(String name) {
            this.name = name;
        }

        String name() {
            return name;
        }

        /** As the options {@code --fast} on both sides. */
        Scenario fast() {
            heartbeatInterval = 0.5;
            tolerance = 2;
            checkInterval = 0.25;
            confirmed = true;
            return this;
        }

        Scenario loss(double share) {
            loss = share;
            return this;
        }

        Scenario disorder(double duplicateShare, double longestDelaySeconds) {
            duplicates = duplicateShare;
            longestDelay = longestDelaySeconds;
            return this;
        }

        /** Nothing arrives for so long, so often. */
        Scenario bursts(double everySeconds, double lengthSeconds) {
            burstEvery = everySeconds;
            burstLength = lengthSeconds;
            return this;
        }

        /** The manager stands still for so long, so often; what arrives meanwhile waits in its receive buffer. */
        Scenario pauses(double everySeconds, double lengthSeconds) {
            pauseEvery = everySeconds;
            pauseLength = lengthSeconds;
            return this;
        }

        /** The first node is dead for every second period. */
        Scenario flapping(double periodSeconds) {
            flapPeriod = periodSeconds;
            return this;
        }

        /** So often each agent is started anew on a machine whose clock has gone back a year. */
        Scenario clocksGoBack(double everySeconds) {
            restartWithClockBackEvery = everySeconds;
            return this;
        }

        boolean isDead(int node, double now) {
            return node == 1 && flapPeriod > 0 && (long) (now / flapPeriod) % 2 == 1;
        }
    }

    /** What came of it. Detections are from the death of a node to the verdict. */
    record Outcome(
            Scenario scenario, double hours, long convictions, long switches, long reloads, double slowestDetection) {
        double switchesPerHour() {
            return switches / hours;
        }

        double reloadsPerHour() {
            return reloads / hours;
        }
    }

    private record Arrival(double time, Heartbeat heartbeat) {}

    private final Scenario scenario;
    private final Random random;
    private final NodeRegistry registry;
    private final Target target = new Target();
    private final ControlLoop loop;
    private final PriorityQueue<Arrival> network = new PriorityQueue<>(Comparator.comparingDouble(Arrival::time));
    private final List<Agent> agents = new ArrayList<>();
    private double now;
    private long convictions;
    private double diedAt = -1;
    private double slowestDetection;

    Simulation(Scenario scenario, long seed) {
        this.scenario = scenario;
        random = new Random(seed);
        Duration tolerance = duration(scenario.tolerance);
        registry = new NodeRegistry(
                new LivenessPolicy(tolerance), duration(scenario.checkInterval).multipliedBy(3), MinFree.DEFAULT);
        loop = new ControlLoop(
                registry,
                ServiceSource.of(
                        new ServiceCatalog(List.of(TestNodes.service(new MaxFreeMemory(Threshold.parse("5%")))))),
                Protection.NONE,
                OnMassSilence.FALLBACK,
                new Settling(0, tolerance),
                target,
                List.of(snapshot -> snapshot.nodes().forEach(this::judge)),
                new DecisionLog(tolerance),
                () -> nanos(now),
                duration(scenario.checkInterval));
        for (int node = 1; node <= scenario.nodes; node++) {
            agents.add(new Agent(node));
        }
    }

    Outcome run(double hours) {
        double end = hours * 3600;
        double nextPause = scenario.pauseEvery;
        while (now < end) {
            double from = now;
            now += scenario.checkInterval;
            if (now >= nextPause) {
                now += scenario.pauseLength;
                nextPause += scenario.pauseEvery;
            }
            double until = now;
            agents.forEach(agent -> agent.sendUntil(until));
            // While the manager stands still, arrivals wait for it; otherwise each is stamped when it comes.
            boolean paused = until - from > 2 * scenario.checkInterval;
            while (!network.isEmpty() && network.peek().time() <= until) {
                Arrival arrival = network.remove();
                registry.observe(arrival.heartbeat(), nanos(paused ? until : arrival.time()));
            }
            loop.tick();
        }
        return new Outcome(scenario, hours, convictions, target.switches, target.reloads, slowestDetection);
    }

    private void judge(NodeStatus node) {
        int number = Integer.parseInt(node.name().value().substring("worker".length()));
        boolean dead = scenario.isDead(number, now);
        if (scenario.confirmed
                && !dead
                && node.state().isUsable()
                && node.age().multipliedBy(2).compareTo(node.tolerance()) > 0) {
            registry.vouch(node.name(), nanos(now)); // a TCP connect repeats what is lost
        }
        if (number == 1) {
            diedAt = !dead ? -1 : diedAt < 0 ? now : diedAt;
            if (dead && node.state().isUsable()) {
                slowestDetection = Math.max(slowestDetection, now - diedAt + scenario.checkInterval);
            }
        }
        if (node.state().isSilent() && !dead && agents.get(number - 1).aliveSince(now) > 60) {
            convictions++;
        }
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(nanos(seconds));
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * 1e9);
    }

    private final class Agent {
        private final int number;
        private double nextBeat;
        private double nextRestart = scenario.restartWithClockBackEvery;
        private double bornAt;
        private long boot = 1_000_000_000L;
        private long seq;

        Agent(int number) {
            this.number = number;
            nextBeat = random.nextDouble() * scenario.heartbeatInterval;
        }

        double aliveSince(double moment) {
            return moment - bornAt;
        }

        void sendUntil(double until) {
            while (nextBeat <= until) {
                if (scenario.isDead(number, nextBeat)) {
                    bornAt = nextBeat;
                } else {
                    beat(nextBeat);
                }
                nextBeat += scenario.heartbeatInterval * (0.95 + 0.1 * random.nextDouble());
            }
        }

        private void beat(double time) {
            if (time >= nextRestart) {
                nextRestart += scenario.restartWithClockBackEvery;
                boot -= 1000;
                seq = 0;
            }
            seq++;
            int copies = random.nextDouble() < scenario.duplicates ? 2 : 1;
            for (int copy = 0; copy < copies; copy++) {
                boolean burst = time % scenario.burstEvery < scenario.burstLength && time > scenario.burstEvery;
                if (!burst && random.nextDouble() >= scenario.loss) {
                    network.add(new Arrival(time + random.nextDouble() * scenario.longestDelay, heartbeat()));
                }
            }
        }

        private Heartbeat heartbeat() {
            double free = 0.6 + scenario.memoryNoise * (2 * random.nextDouble() - 1);
            return new Heartbeat(
                    new NodeName("worker" + number),
                    endpoint("worker" + number),
                    new MemoryReading(Math.round(TOTAL * free), TOTAL),
                    Instant.EPOCH,
                    boot,
                    seq,
                    duration(scenario.heartbeatInterval));
        }
    }

    private static final class Target implements PlanTarget {
        private RoutingPlan plan = RoutingPlan.FALLBACK_ONLY;
        private long switches;
        private long reloads;

        @Override
        public void want(RoutingTable table, boolean settled) {
            RoutingPlan wanted = table.routes().get(0).plan();
            if (!settled || wanted.equals(plan)) {
                return;
            }
            reloads++;
            switches += first(wanted).equals(first(plan)) ? 0 : 1;
            plan = wanted;
        }

        @Override
        public Serving serving(ServiceName service) {
            return Serving.NOTHING;
        }

        private static Optional<Endpoint> first(RoutingPlan plan) {
            return plan.servers().stream().map(RoutingPlan.Server::endpoint).findFirst();
        }
    }
}
