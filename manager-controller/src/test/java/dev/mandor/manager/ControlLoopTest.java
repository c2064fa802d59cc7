package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.endpoint;
import static dev.mandor.manager.TestNodes.heartbeat;
import static dev.mandor.manager.TestNodes.leaving;
import static dev.mandor.manager.TestNodes.memory;
import static dev.mandor.manager.TestNodes.plan;
import static dev.mandor.manager.TestNodes.serves;
import static dev.mandor.manager.TestNodes.service;
import static dev.mandor.manager.TestNodes.unhealthy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.ReloadBudget;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.ServiceCatalog;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Settling;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.nginx.PlanTarget;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Scenarios with a tolerance of 30 s and a threshold of 100 MiB, told in seconds since the start of the manager. */
class ControlLoopTest {
    private static final Duration TOLERANCE = Duration.ofSeconds(30);

    @RegisterExtension
    private final CapturedLog captured = new CapturedLog(ControlLoop.class);

    private static final Duration INTERVAL = Duration.ofSeconds(3);
    private static final ServiceCatalog CATALOG =
            new ServiceCatalog(List.of(service(new MaxFreeMemory(Threshold.parse("100MiB")))));

    private final NodeRegistry registry =
            new NodeRegistry(new LivenessPolicy(TOLERANCE), Duration.ofDays(1), MinFree.NONE);
    private final FakeTarget nginx = new FakeTarget();
    private long nowNanos;
    private long seq;
    private ServiceSource services = ServiceSource.of(CATALOG);
    private ControlLoop loop = loop(OnMassSilence.FALLBACK);

    @Test
    void oneWorkerGoesDownAndReturns() {
        beat(1, "worker1", 800);
        beat(1, "worker2", 300);
        assertThat(tick(6)).isEqualTo(plan("worker1", "worker2"));

        beat(30, "worker2", 300);
        assertThat(tick(31)).isEqualTo(plan("worker1", "worker2"));
        assertThat(tick(32)).isEqualTo(plan("worker2"));

        beat(40, "worker1", 800);
        assertThat(tickTillSure(40)).as("on probation").isEqualTo(plan("worker2", "worker1"));
        beat(45, "worker1", 800);
        assertThat(tickTillSure(47)).as("proved").isEqualTo(plan("worker1", "worker2"));
    }

    @Test
    void allWorkersFallSilentAndOneReturns() {
        beat(1, "worker1", 800);
        beat(1, "worker2", 300);
        assertThat(tick(31)).isEqualTo(plan("worker1", "worker2"));
        assertThat(tick(32)).as("perhaps we are deaf").isEqualTo(fallbackBefore("worker1", "worker2"));

        beat(50, "worker2", 300);
        assertThat(tick(50)).as("nobody else may serve").isEqualTo(plan("worker2"));
    }

    @Test
    void onlyWorkerFallsSilent() {
        beat(1, "worker1", 800);
        tick(31);

        assertThat(tick(32)).isEqualTo(RoutingPlan.FALLBACK_ONLY);
    }

    @Test
    void mostWorkersFallSilentAndStayInTheFileAsBackups() {
        beat(1, "worker1", 800);
        beat(2, "worker2", 700);
        beat(2, "worker3", 300);
        assertThat(tick(6)).isEqualTo(plan("worker1", "worker2", "worker3"));

        beat(30, "worker3", 300);
        assertThat(tickTillSure(33)).isEqualTo(plan("worker3", "worker1", "worker2"));
    }

    @Test
    void planIsHeldInMassSilenceIfTheOperatorWants() {
        loop = loop(OnMassSilence.HOLD);
        beat(1, "worker1", 800);
        beat(2, "worker2", 700);
        beat(2, "worker3", 300);
        tick(6);
        beat(30, "worker3", 300);

        assertThat(tick(33)).isEqualTo(plan("worker1", "worker2", "worker3"));
    }

    @Test
    void nodeThatLeavesIsLeftAtOnceAndComesBackWithTwoHeartbeats() {
        beat(1, "worker1", 800);
        beat(1, "worker2", 300);
        tick(6);

        observe(7, leaving(heartbeat("worker1", 1, ++seq)));
        assertThat(tick(7)).isEqualTo(plan("worker2"));

        beat(20, "worker1", 800);
        assertThat(tickTillSure(20)).isEqualTo(plan("worker2", "worker1"));
        beat(25, "worker1", 800);
        assertThat(tickTillSure(27)).isEqualTo(plan("worker1", "worker2"));
    }

    @Test
    void nodeWithADeadWebServiceIsNeitherChosenNorABackup() {
        beat(1, "worker1", 800);
        beat(1, "worker2", 300);
        tick(6);

        observe(7, unhealthy(heartbeat("worker1", 1, ++seq)));
        assertThat(tick(7)).isEqualTo(plan("worker2"));
    }

    @Test
    void changesOfConvenienceAreMadeTogetherAfterFiveSeconds() {
        beat(1, "worker1", 500);
        assertThat(tick(6)).isEqualTo(plan("worker1"));

        beat(7, "worker2", 400);
        assertThat(tick(7)).isEqualTo(plan("worker1"));
        beat(8, "worker3", 700);
        assertThat(tick(10)).isEqualTo(plan("worker1"));
        assertThat(tick(11)).isEqualTo(plan("worker3", "worker1", "worker2"));
    }

    @Test
    void newcomerWithALittleMoreMemoryDoesNotTakeOver() {
        beat(1, "worker1", 500);
        tick(6);

        beat(11, "worker2", 599);
        assertThat(tickTillSure(11)).isEqualTo(plan("worker1", "worker2"));
    }

    @Test
    void restartKeepsTheIncumbentThatIsFoundInTheFileOfNginx() {
        nginx.serving = serves("worker2");
        beat(1, "worker1", 350);
        beat(1, "worker2", 300);

        assertThat(tick(6)).isEqualTo(plan("worker2", "worker1"));
        assertThat(nginx.settled).isTrue();
    }

    @Test
    void incumbentThatReportsLateInTheSettlingIsKeptToo() {
        nginx.serving = serves("worker2");
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
    void planIsUnsettledWhileServicesMayBeMissing() {
        services = new LateServices();
        loop = loop(OnMassSilence.FALLBACK);
        beat(1, "worker1", 500);

        tick(6);
        assertThat(nginx.settled).as("decided before they were known").isFalse();
        tick(9);
        assertThat(nginx.settled).isTrue();
    }

    @Test
    void decisionDoesNotWaitForASlowNginx() {
        nginx.serving = serves("worker1"); // and stays there: the engine hangs
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
        nginx.afterFault = loop::close;
        loop.run();

        assertThat(captured.take()).containsExactly("ERROR a decision failed, the last plan stays");
    }

    private ControlLoop loop(OnMassSilence onMassSilence) {
        return new ControlLoop(
                registry,
                services,
                Protection.NONE,
                onMassSilence,
                new Settling(0, TOLERANCE),
                nginx,
                List.of(),
                new DecisionLog(TOLERANCE),
                () -> nowNanos,
                INTERVAL);
    }

    private static RoutingPlan fallbackBefore(String... reserve) {
        return RoutingPlan.fallbackBefore(Stream.of(reserve)
                .map(name -> new Server(new NodeName(name), endpoint(name), true))
                .toList());
    }

    private void beat(long second, String name, long freeMib) {
        observe(second, heartbeat(name, 1, ++seq, memory(freeMib), Duration.ofSeconds(5)));
    }

    private void observe(long second, Heartbeat heartbeat) {
        registry.observe(heartbeat, Duration.ofSeconds(second).toNanos());
    }

    private RoutingPlan tick(long second) {
        nowNanos = Duration.ofSeconds(second).toNanos();
        loop.tick();
        return nginx.wanted;
    }

    /** A change of convenience is made when it was wanted for a while. */
    private RoutingPlan tickTillSure(long second) {
        tick(second);
        assertThat(loop.untilNextTick()).isEqualTo(ReloadBudget.DOUBT);
        return tick(second + 2);
    }

    /** All services become known in the very moment in which we read those that are known. */
    private static final class LateServices implements ServiceSource {
        private boolean settled;

        @Override
        public ServiceCatalog catalog() {
            settled = true;
            return CATALOG;
        }

        @Override
        public boolean isSettled() {
            return settled;
        }
    }

    private static final class FakeTarget implements PlanTarget {
        private RoutingPlan wanted;
        private boolean settled;
        private int wants;
        private Serving serving = Serving.NOTHING;
        private RuntimeException fault;
        private Runnable afterFault;

        @Override
        public void want(RoutingTable table, boolean isSettled) {
            if (fault != null) {
                wants++;
                if (wants == 2) {
                    afterFault.run();
                }
                throw fault;
            }
            wanted = table.routes().get(0).plan();
            settled = isSettled;
            wants++;
        }

        @Override
        public Serving serving(ServiceName service) {
            return serving;
        }
    }
}
