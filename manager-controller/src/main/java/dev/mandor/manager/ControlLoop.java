package dev.mandor.manager;

import dev.mandor.daemon.Problem;
import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.NodeEvent;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Settling;
import dev.mandor.manager.nginx.PlanTarget;
import dev.mandor.model.Endpoint;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Thread 2: every interval, from a snapshot of the nodes to a wanted plan. Level-triggered: each tick decides anew. */
public final class ControlLoop implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlLoop.class);

    private final NodeRegistry registry;
    private final SelectionPolicy policy;
    private final Settling settling;
    private final PlanTarget target;
    private final DecisionLog decisionLog;
    private final Ticker ticker;
    private final Duration interval;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Problem problem = new Problem();
    private ClusterSnapshot previous = ClusterSnapshot.EMPTY;
    private Optional<Endpoint> decided = Optional.empty();

    /** @param interval between two ticks */
    ControlLoop(
            NodeRegistry registry,
            SelectionPolicy policy,
            Settling settling,
            PlanTarget target,
            DecisionLog decisionLog,
            Ticker ticker,
            Duration interval) {
        this.registry = registry;
        this.policy = policy;
        this.settling = settling;
        this.target = target;
        this.decisionLog = decisionLog;
        this.ticker = ticker;
        this.interval = interval;
    }

    /** Runs until {@link #close}, or until its thread is interrupted. */
    @Override
    public void run() {
        try {
            do {
                tickSafely();
            } while (!closed.await(interval.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From any thread. */
    @Override
    public void close() {
        closed.countDown();
    }

    /** Failover check, then selection. */
    void tick() {
        long now = ticker.nanos();
        ClusterSnapshot snapshot = registry.snapshot(now);
        NodeEvent.between(previous, snapshot).forEach(decisionLog::report);
        previous = snapshot;

        boolean settled = settling.isOver(snapshot, now);
        Decision decision = policy.decide(snapshot, decided.or(target::serving));
        if (settled) {
            decisionLog.report(decision);
            decided = serving(decision.plan());
        }
        target.want(decision.plan(), settled);
    }

    private void tickSafely() {
        try {
            tick();
            problem.ends();
        } catch (RuntimeException e) { // whatever one tick met, the next one decides anew; nginx serves on meanwhile
            if (problem.begins(String.valueOf(e))) {
                log.error("a decision failed, the last plan stays", e);
            }
        }
    }

    private static Optional<Endpoint> serving(RoutingPlan plan) {
        return plan.servers().stream().map(Server::endpoint).findFirst();
    }
}
