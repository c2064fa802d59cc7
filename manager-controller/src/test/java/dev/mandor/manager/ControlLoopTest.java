package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.endpoint;
import static dev.mandor.manager.TestNodes.heartbeat;
import static dev.mandor.manager.TestNodes.memory;
import static dev.mandor.manager.TestNodes.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.Settling;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.nginx.PlanTarget;
import dev.mandor.model.Endpoint;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Scenarios with a tolerance of 30 s and a threshold of 100 MiB, told in seconds since the start of the manager. */
class ControlLoopTest {
    private static final Duration TOLERANCE = Duration.ofSeconds(30);

    @RegisterExtension
    private final CapturedLog captured = new CapturedLog(ControlLoop.class);

    private final NodeRegistry registry = new NodeRegistry(new LivenessPolicy(TOLERANCE));
    private final FakeTarget nginx = new FakeTarget();
    private long nowNanos;
    private long seq;
    private final ControlLoop loop = new ControlLoop(
            registry,
            new MaxFreeMemory(Threshold.parse("100MiB")),
            new Settling(0, TOLERANCE),
            nginx,
            new DecisionLog(TOLERANCE),
            () -> nowNanos,
            Duration.ofSeconds(3));

    @Test
    void oneWorkerGoesDownAndReturns() {
        beat(1, "worker1", 800);
        beat(1, "worker2", 300);
        assertThat(tick(6)).isEqualTo(plan("worker1", "worker2"));

        beat(30, "worker2", 300);
        assertThat(tick(31)).isEqualTo(plan("worker1", "worker2"));
        assertThat(tick(32)).isEqualTo(plan("worker2"));

        beat(40, "worker1", 800);
        assertThat(tick(40)).isEqualTo(plan("worker1", "worker2"));
    }

    @Test
    void allWorkersGoDownAndOneReturns() {
        beat(1, "worker1", 800);
        beat(1, "worker2", 300);
        assertThat(tick(31)).isEqualTo(plan("worker1", "worker2"));
        assertThat(tick(32)).isEqualTo(RoutingPlan.FALLBACK_ONLY);

        beat(50, "worker2", 300);
        assertThat(tick(50)).isEqualTo(plan("worker2"));
    }

    @Test
    void newcomerWithClearlyMoreMemoryTakesOverAndOneWithALittleMoreDoesNot() {
        beat(1, "worker1", 500);
        assertThat(tick(6)).isEqualTo(plan("worker1"));

        beat(7, "worker2", 599);
        assertThat(tick(7)).isEqualTo(plan("worker1", "worker2"));

        beat(8, "worker3", 600);
        assertThat(tick(8)).isEqualTo(plan("worker3", "worker1", "worker2"));
    }

    @Test
    void restartKeepsTheIncumbentThatIsFoundInTheFileOfNginx() {
        nginx.serving = Optional.of(endpoint("worker2"));
        beat(1, "worker1", 350);
        beat(1, "worker2", 300);

        assertThat(tick(6)).isEqualTo(plan("worker2", "worker1"));
        assertThat(nginx.settled).isTrue();
    }

    @Test
    void incumbentThatReportsLateInTheSettlingIsKeptToo() {
        nginx.serving = Optional.of(endpoint("worker2"));
        beat(1, "worker1", 350);
        assertThat(tick(3)).isEqualTo(plan("worker1"));
        assertThat(nginx.settled).isFalse();

        beat(5, "worker2", 300);
        assertThat(tick(6)).isEqualTo(plan("worker2", "worker1"));
    }

    @Test
    void planIsUnsettledUntilEveryWorkerHadItsChance() {
        tick(0);
        assertThat(nginx.settled).isFalse();
        tick(5);
        assertThat(nginx.settled).isFalse();
        tick(6);
        assertThat(nginx.settled).isTrue();
    }

    @Test
    void decisionDoesNotWaitForASlowNginx() {
        nginx.serving = Optional.of(endpoint("worker1")); // and stays there: the engine hangs
        beat(1, "worker1", 100);
        beat(1, "worker2", 500);
        assertThat(tick(6)).isEqualTo(plan("worker2", "worker1"));

        beat(7, "worker1", 550); // worker2 is the incumbent by now, so this is not enough
        assertThat(tick(9)).isEqualTo(plan("worker2", "worker1"));
    }

    @Test
    void samePlanIsWantedAgainWithEachTick() {
        beat(1, "worker1", 500);
        tick(6);
        tick(9);

        assertThat(nginx.wants).isEqualTo(2);
    }

    @Test
    void faultInOneTickDoesNotEndTheLoopAndIsToldOnce() {
        nginx.fault = new IllegalStateException("a bug");
        loop.close(); // each run is one tick from now on
        loop.run();
        loop.run();

        assertThat(captured.take()).containsExactly("ERROR a decision failed, the last plan stays");
    }

    private void beat(long second, String name, long freeMib) {
        registry.observe(
                heartbeat(name, 1, ++seq, memory(freeMib), Duration.ofSeconds(5)),
                Duration.ofSeconds(second).toNanos());
    }

    private RoutingPlan tick(long second) {
        nowNanos = Duration.ofSeconds(second).toNanos();
        loop.tick();
        return nginx.wanted;
    }

    private static final class FakeTarget implements PlanTarget {
        private RoutingPlan wanted;
        private boolean settled;
        private int wants;
        private Optional<Endpoint> serving = Optional.empty();
        private RuntimeException fault;

        @Override
        public void want(RoutingPlan plan, boolean isSettled) {
            if (fault != null) {
                throw fault;
            }
            wanted = plan;
            settled = isSettled;
            wants++;
        }

        @Override
        public Optional<Endpoint> serving() {
            return serving;
        }
    }
}
