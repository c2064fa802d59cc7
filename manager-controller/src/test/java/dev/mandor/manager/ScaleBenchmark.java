package dev.mandor.manager;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.mandor.http.Packed;
import dev.mandor.manager.Strategy.Settings;
import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.Factors;
import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.Membership;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.ServiceCatalog;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Settling;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.http.Looks;
import dev.mandor.manager.nginx.NginxConfig;
import dev.mandor.manager.nginx.NginxConfigRenderer;
import dev.mandor.manager.nginx.PlanTarget;
import dev.mandor.manager.view.TestViews;
import dev.mandor.manager.view.View;
import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HostLoad;
import dev.mandor.model.IpAddress;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.slf4j.LoggerFactory;

/**
 * What one step of the manager costs on clusters of very different size. Run by {@code scripts/bench scale} and never by a
 * build, which only compiles it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(ScaleBenchmark.FORKS)
@Warmup(iterations = 4, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = ScaleBenchmark.MEASUREMENTS, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class ScaleBenchmark {
    static final int FORKS = 2;
    static final int MEASUREMENTS = 4;

    private static final long AFTER_SETTLING = Duration.ofSeconds(7).toNanos();
    private static final Endpoint FALLBACK = Endpoint.parse("192.168.56.101:8080");

    /** From the snapshot and the state of nginx to a plan; the readings have moved so far that shares have to. */
    @Benchmark
    public Decision decision(Cluster cluster, Choice choice) {
        return choice.policy.decide(cluster.snapshot, choice.serving);
    }

    /** From the plan to the bytes for nginx. */
    @Benchmark
    public NginxConfig rendering(Cluster cluster) {
        return cluster.render();
    }

    /** From what is remembered of each node to the verdicts. */
    @Benchmark
    public ClusterSnapshot snapshot(Cluster cluster) {
        return cluster.registry.snapshot(AFTER_SETTLING);
    }

    /** All that the control loop does every interval, when nothing changes. */
    @Benchmark
    public void tick(Cluster cluster) {
        cluster.loop.tick();
    }

    /** {@code /metrics}, made and packed. */
    @Benchmark
    public Packed metrics(Cluster cluster) throws IOException {
        return Looks.metrics(cluster.view);
    }

    /** {@code /api/v1/status}, made and packed. */
    @Benchmark
    public Packed status(Cluster cluster) throws IOException {
        return Looks.status(cluster.view);
    }

    /** Live nodes of 1 to 4 GiB that have reported once. */
    @State(Scope.Benchmark)
    public static class Cluster {
        @Param({"10", "100", "1000", "10000"})
        private int nodes;

        private NodeRegistry registry;
        private ClusterSnapshot snapshot;
        private ClusterSnapshot before;
        private RoutingTable table;
        private ControlLoop loop;
        private View view;

        /** Without JMH. */
        static Cluster of(int nodes) {
            Cluster cluster = new Cluster();
            cluster.nodes = nodes;
            cluster.fill();
            return cluster;
        }

        @Setup
        public void fill() {
            ((Logger) LoggerFactory.getLogger("dev.mandor")).setLevel(Level.ERROR);
            registry = new NodeRegistry(
                    new LivenessPolicy(Duration.ofSeconds(30)),
                    Duration.ofDays(1),
                    MinFree.DEFAULT,
                    new Membership(nodes, Duration.ofDays(1)));
            before = observed(1);
            snapshot = observed(2);
            SelectionPolicy policy = policy(Strategy.MEMORY_WEIGHTED);
            Decision decision = policy.decide(snapshot, Serving.NOTHING);
            table = TestNodes.table(decision.plan());
            TestViews manager = new TestViews();
            manager.board.leave(TestViews.NOW, snapshot, Map.of(ServiceOption.usual(policy), decision), true);
            view = manager.view();
            loop = new ControlLoop(
                    registry,
                    ServiceSource.of(new ServiceCatalog(List.of(ServiceOption.usual(policy)))),
                    Protection.NONE,
                    OnMassSilence.FALLBACK,
                    new Settling(0, Duration.ofSeconds(30)),
                    new Nowhere(),
                    List.of(),
                    new DecisionLog(Duration.ofSeconds(30)),
                    () -> AFTER_SETTLING,
                    Duration.ofSeconds(3));
        }

        View view() {
            return view;
        }

        NginxConfig render() {
            return new NginxConfigRenderer(80, Duration.ofMillis(100)).render(table, FALLBACK);
        }

        private ClusterSnapshot observed(int seq) {
            Random random = new Random(seq);
            for (int node = 0; node < nodes; node++) {
                registry.observe(heartbeat(node, seq, random), TimeUnit.SECONDS.toNanos(seq));
            }
            ClusterSnapshot observed = registry.snapshot(AFTER_SETTLING);
            if (observed.nodes().size() != nodes) {
                throw new IllegalStateException(observed.nodes().size() + " of " + nodes + " nodes are known");
            }
            return observed;
        }
    }

    /** A strategy, and what nginx does by it. */
    @State(Scope.Benchmark)
    public static class Choice {
        @Param({"max-free-memory", "memory-weighted", "round-robin", "least-conn", "score"})
        private String strategy;

        private SelectionPolicy policy;
        private Serving serving;

        @Setup
        public void choose(Cluster cluster) {
            policy = policy(Strategy.parse(strategy));
            serving = Serving.of(policy.decide(cluster.before, Serving.NOTHING).plan());
        }
    }

    private static SelectionPolicy policy(Strategy strategy) {
        return strategy.policy(new Settings(Threshold.parse("5%"), MinFree.DEFAULT, Factors.DEFAULT, Sticky.NONE));
    }

    private static Heartbeat heartbeat(int node, int seq, Random random) {
        long totalMib = 1024L * (1 + node % 4);
        long freeMib = Math.round(totalMib * (0.2 + 0.6 * random.nextDouble()));
        return new Heartbeat(
                new NodeName("worker" + node),
                new Endpoint(IpAddress.parse("10.0." + node / 250 + "." + (1 + node % 250)), 8080),
                new MemoryReading(freeMib << 20, totalMib << 20),
                new HostLoad(OptionalDouble.of(random.nextDouble()), OptionalDouble.of(0), OptionalLong.of(0)),
                true,
                false,
                Map.of(),
                Instant.EPOCH,
                1,
                seq,
                Duration.ofSeconds(5));
    }

    private static final class Nowhere implements PlanTarget {
        @Override
        public void want(RoutingTable table, boolean settled) {}

        @Override
        public Serving serving(ServiceName service) {
            return Serving.NOTHING;
        }
    }
}
