package dev.mandor.manager;

import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.ServiceCatalog;
import dev.mandor.manager.cluster.Settling;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.explain.Explainer;
import dev.mandor.manager.view.Board;
import dev.mandor.manager.view.NginxWatch;
import dev.mandor.manager.view.View;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.MemoryReading;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * Minutes of four nodes' life, told in virtual time to the classes that decide, so that there is something to look at: memory
 * shrinks, a better node takes over, one that serves falls silent. The same each time. Not thread-safe but for the view.
 */
public final class Scene {
    /** When the scene ends, in the pictures. */
    public static final Instant END = Instant.parse("2026-11-22T09:41:00Z");

    private static final int MINUTES = 14;
    private static final Duration TOLERANCE = Duration.ofSeconds(30);
    private static final int DEAD_FROM = MINUTES * 60 - 75;

    private int second;
    private final NodeRegistry registry =
            new NodeRegistry(new LivenessPolicy(TOLERANCE), Duration.ofDays(1), MinFree.parse("5%"));
    private final Board board = new Board();
    private final NginxWatch nginx = new NginxWatch();
    private final Clock clock = new Virtual();
    private final View view = new View(
            "0.1.0",
            "max-free-memory",
            TOLERANCE,
            Duration.ofSeconds(3),
            board,
            nginx,
            () -> 640,
            Map::of,
            Map::of,
            List::of,
            () -> ObedientSites.of(board),
            new Explainer(MinFree.parse("5%"), false, false),
            clock);
    private final ControlLoop loop = new ControlLoop(
            registry,
            ServiceSource.of(new ServiceCatalog(List.of(TestNodes.service(new MaxFreeMemory(Threshold.parse("5%")))))),
            Protection.NONE,
            OnMassSilence.FALLBACK,
            new Settling(0, TOLERANCE),
            new ObedientNginx(nginx),
            List.of(),
            new DecisionLog(TOLERANCE),
            (snapshot, decisions, made) -> board.leave(clock.instant(), snapshot, decisions, made),
            () -> Duration.ofSeconds(second).toNanos(),
            Duration.ofSeconds(3));

    /** As it is in the end. */
    public static View played() {
        Scene scene = new Scene();
        while (scene.second < MINUTES * 60) {
            scene.second++;
            scene.play();
        }
        return scene.view;
    }

    private void play() {
        if (second % 5 == 1) {
            beat("worker1", 2000, 1150 - ramp(200, 420) * 640 + wave(31, 22));
            beat("worker2", 2000, 900 + wave(47, 30) - ramp(560, 640) * 180);
            if (second < DEAD_FROM) {
                beat("worker3", 4000, 1020 + ramp(300, 480) * 380 + wave(83, 45));
            }
            beat("worker4", 1000, 420 + wave(23, 18));
        }
        if (second % 3 == 0) {
            loop.tick();
            view.sample();
        }
    }

    /** 0 before, 1 after, and in between as the time goes by. */
    private double ramp(int from, int to) {
        return Math.max(0, Math.min(1, (second - from) / (double) (to - from)));
    }

    private double wave(int period, double height) {
        return height * (Math.sin(2 * Math.PI * second / period) + 0.4 * Math.sin(7.3 * Math.PI * second / period));
    }

    private void beat(String node, int totalMib, double freeMib) {
        MemoryReading memory = new MemoryReading((long) (freeMib * TestNodes.MIB), totalMib * TestNodes.MIB);
        Heartbeat heartbeat = TestNodes.heartbeat(node, 1, second / 5 + 1, memory, Duration.ofSeconds(5));
        registry.observe(heartbeat, Duration.ofSeconds(second).toNanos());
    }

    private final class Virtual extends Clock {
        @Override
        public Instant instant() {
            return END.minusSeconds(MINUTES * 60L).plusSeconds(second);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
