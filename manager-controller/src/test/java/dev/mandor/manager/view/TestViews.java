package dev.mandor.manager.view;

import dev.mandor.manager.TestNodes;
import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.LowSoon;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.explain.Explainer;
import dev.mandor.manager.nginx.NginxConfig;
import dev.mandor.manager.probe.Probes;
import dev.mandor.manager.traffic.TrafficState;
import dev.mandor.model.NodeName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A manager to look at, as the tests need it. */
public final class TestViews {
    public static final Instant NOW = Instant.parse("2026-11-22T05:00:00Z");

    private static final MaxFreeMemory POLICY = new MaxFreeMemory(Threshold.parse("0"));
    private static final Service SERVICE = TestNodes.service(POLICY);

    public final Board board = new Board();
    public final NginxWatch nginx = new NginxWatch();

    /** What was heard of the requests. */
    public Optional<TrafficState> traffic = Optional.empty();

    private final SortedMap<NodeName, LowSoon> lowSoon = new TreeMap<>();

    private final List<Refusal> refusals = new ArrayList<>();
    private Probes probes = Probes.OFF;

    /** Somebody was refused lately. */
    public void refused(Refusal refusal) {
        refusals.add(refusal);
    }

    /** From now on sites are asked, and this is what was found. */
    public void probed(Probes found) {
        probes = found;
    }

    /** One tick at which {@code snapshot} was seen, and decided on. */
    public void tick(Instant at, ClusterSnapshot snapshot) {
        tick(at, snapshot, POLICY);
    }

    /** One tick at which {@code policy} decided on {@code snapshot}. */
    public void tick(Instant at, ClusterSnapshot snapshot, SelectionPolicy policy) {
        Decision decision = policy.decide(snapshot, Serving.NOTHING);
        board.leave(at, snapshot, Map.of(SERVICE, decision), true);
    }

    /** The node's memory is forecast to be below 64 MiB in six minutes. */
    public void lowSoon(String node) {
        NodeName name = new NodeName(node);
        lowSoon.put(name, new LowSoon(name, 64 << 20, Duration.ofMinutes(6)));
    }

    /** nginx took a configuration and has the plan. */
    public void applied() {
        nginx.onInstalled(new NginxConfig("...", "abc123"), Duration.ofMillis(150));
        nginx.onLook(Optional.empty());
    }

    public View view() {
        return new View(
                "1.2.3",
                "max-free-memory",
                Duration.ofSeconds(30),
                Duration.ofSeconds(3),
                board,
                nginx,
                () -> 42,
                () -> Map.of("unsigned", 7L),
                () -> lowSoon,
                () -> traffic,
                () -> List.copyOf(refusals),
                () -> probes,
                new Explainer(MinFree.DEFAULT, false, false),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
