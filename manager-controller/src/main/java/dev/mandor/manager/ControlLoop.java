package dev.mandor.manager;

import dev.mandor.daemon.Problem;
import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.NodeEvent;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.Reason.HeldInMassSilence;
import dev.mandor.manager.cluster.ReloadBudget;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.RoutingTable.Route;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Settling;
import dev.mandor.manager.nginx.PlanTarget;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread 2: every interval, from a snapshot of the nodes to a wanted plan for each service; at once when it is woken. Level-triggered: each
 * tick decides anew.
 */
public final class ControlLoop implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlLoop.class);

    // What wakes it seldom comes alone: a thousand nodes whose memory moves need one decision and not a thousand.
    private static final long GATHER_MILLIS = 50;

    private final NodeRegistry registry;
    private final ServiceSource services;
    private final Protection protection;
    private final OnMassSilence onMassSilence;
    private final Settling settling;
    private final PlanTarget target;
    private final List<SnapshotListener> listeners;
    private final DecisionLog decisionLog;
    private final TickListener onTick;
    private final Ticker ticker;
    private final Duration interval;

    private final Semaphore woken = new Semaphore(0);
    private volatile boolean closed;
    private final Problem problem = new Problem();
    private ClusterSnapshot previous = ClusterSnapshot.EMPTY;
    private ReloadBudget budget = ReloadBudget.UNUSED;

    /** Of which nobody is told what it decides; see the other constructor. */
    ControlLoop(
            NodeRegistry registry,
            ServiceSource services,
            Protection protection,
            OnMassSilence onMassSilence,
            Settling settling,
            PlanTarget target,
            List<SnapshotListener> listeners,
            DecisionLog decisionLog,
            Ticker ticker,
            Duration interval) {
        this(
                registry,
                services,
                protection,
                onMassSilence,
                settling,
                target,
                listeners,
                decisionLog,
                TickListener.NONE,
                ticker,
                interval);
    }

    /**
     * @param listeners are told of each snapshot; none may wait
     * @param onTick is told what each tick decided; must not wait
     * @param interval between two ticks
     */
    ControlLoop(
            NodeRegistry registry,
            ServiceSource services,
            Protection protection,
            OnMassSilence onMassSilence,
            Settling settling,
            PlanTarget target,
            List<SnapshotListener> listeners,
            DecisionLog decisionLog,
            TickListener onTick,
            Ticker ticker,
            Duration interval) {
        this.registry = registry;
        this.services = services;
        this.protection = protection;
        this.onMassSilence = onMassSilence;
        this.settling = settling;
        this.target = target;
        this.listeners = List.copyOf(listeners);
        this.decisionLog = decisionLog;
        this.onTick = onTick;
        this.ticker = ticker;
        this.interval = interval;
    }

    /** Runs until {@link #close}, or until its thread is interrupted. */
    @Override
    public void run() {
        try {
            while (!closed) {
                tickSafely();
                if (woken.tryAcquire(untilNextTick().toNanos(), TimeUnit.NANOSECONDS)) {
                    TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
                    woken.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes the next tick come at once. From any thread. */
    public void wake() {
        woken.release();
    }

    /** From any thread. */
    @Override
    public void close() {
        closed = true;
        wake();
    }

    /** Failover check, then selection. */
    void tick() {
        long now = ticker.nanos();
        ClusterSnapshot snapshot = registry.snapshot(now);
        NodeEvent.between(previous, snapshot).forEach(decisionLog::report);
        previous = snapshot;
        listeners.forEach(listener -> listener.onSnapshot(snapshot));

        protection.observe(snapshot, now);
        boolean known = services.isSettled(); // asked first: the services may become known while we decide without them
        Map<Service, Decision> decisions = new LinkedHashMap<>();
        services.catalog().services().forEach(service -> decisions.put(service, decide(service, snapshot)));
        RoutingTable wanted = table(decisions);
        boolean settled = settling.isOver(snapshot, now) && known;
        boolean made = false;
        if (settled) {
            budget = budget.spend(wanted, now);
            made = budget.current().equals(Optional.of(wanted));
            decisionLog.report(decisions, made);
        }
        target.want(budget.current().orElse(wanted), settled);
        onTick.onTick(snapshot, decisions, made);
    }

    /** The interval, or less where a change waits only to be sure of it. */
    Duration untilNextTick() {
        return budget.untilSure(ticker.nanos())
                .filter(doubt -> doubt.compareTo(interval) < 0)
                .orElse(interval);
    }

    private Decision decide(Service service, ClusterSnapshot snapshot) {
        Optional<RoutingPlan> current = budget.current().flatMap(table -> table.plan(service.name()));
        if (onMassSilence == OnMassSilence.HOLD && snapshot.isMassSilence() && current.isPresent()) {
            return new Decision(current.get(), new HeldInMassSilence());
        }
        Serving serving = current.map(Serving::of)
                .filter(found -> !found.weights().isEmpty())
                .orElseGet(() -> target.serving(service.name()));
        ClusterSnapshot seen = service.of(snapshot);
        Decision decision = service.policy().decide(seen, serving);
        return new Decision(protection.protect(decision.plan(), seen, serving), decision.reason());
    }

    private static RoutingTable table(Map<Service, Decision> decisions) {
        return new RoutingTable(decisions.entrySet().stream()
                .map(decided -> new Route(decided.getKey(), decided.getValue().plan()))
                .toList());
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
}
