package dev.mandor.manager;

import dev.mandor.daemon.Durations;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.NodeEvent;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.Reason.HeldInMassSilence;
import dev.mandor.manager.cluster.ReloadBudget;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator what changed, once, and why; the steady state only when asked for. Used by the control loop. */
final class DecisionLog {
    private static final Logger log = LoggerFactory.getLogger(DecisionLog.class);

    private final Duration tolerance;
    private final DecisionRecorder recorder;
    private final Map<ServiceName, Shown> shown = new HashMap<>();

    DecisionLog(Duration tolerance) {
        this(tolerance, DecisionRecorder.NONE);
    }

    /** @param recorder is told what the operator is told of: each change, once */
    DecisionLog(Duration tolerance, DecisionRecorder recorder) {
        this.tolerance = tolerance;
        this.recorder = recorder;
    }

    void report(NodeEvent event) {
        recorder.changed(event);
        NodeStatus node = event.node();
        switch (node.state()) {
            case LIVE, PROBATION -> reportUsable(node, event.before());
            case LOW_MEMORY ->
                log.warn(
                        "{} is low on memory: {}; no new requests while another worker can take them",
                        node.name(),
                        node.memory());
            case UNHEALTHY -> log.warn("{} is unhealthy: its web service does not answer", node.name());
            case UNREACHABLE ->
                log.warn(
                        "{} cannot be reached: it reports, but no connection to {} can be made from here",
                        node.name(),
                        node.endpoint());
            case LEFT -> log.info("{} left", node.name());
            case SUSPECT -> {
                if (event.before()
                        .filter(earlier -> earlier.state() == NodeState.DOWN)
                        .isPresent()) {
                    log.warn("{} may be alive after all: most others are silent too", node.name());
                } else {
                    log.warn(
                            "{} is down: no heartbeat for {}; most others are silent too, perhaps it is we who hear nothing",
                            node.name(),
                            Durations.format(node.age()));
                }
            }
            case DOWN ->
                log.warn(
                        "{} is down: no heartbeat for {}, the tolerance is {}",
                        node.name(),
                        Durations.format(node.age()),
                        Durations.format(node.tolerance()));
        }
    }

    private void reportUsable(NodeStatus node, Optional<NodeStatus> before) {
        if (before.isEmpty()) {
            log.info("{} is new: {}, serves at {}", node.name(), node.memory(), node.endpoint());
            warnOfTolerance(node);
            return;
        }
        switch (before.get().state()) {
            case LIVE -> log.info("{} was silent beyond its tolerance for a moment", node.name());
            case PROBATION -> log.info("{} has proved itself", node.name());
            case LOW_MEMORY -> log.info("{} has enough memory again: {}", node.name(), node.memory());
            case UNHEALTHY -> log.info("{} is healthy again", node.name());
            case UNREACHABLE -> log.info("{} can be reached again", node.name());
            case LEFT -> log.info("{} is back", node.name());
            case SUSPECT, DOWN ->
                log.info(
                        "{} is back after {} of silence",
                        node.name(),
                        Durations.format(before.get().age()));
        }
    }

    /** @param made false when the plans have to wait for others, see {@link ReloadBudget} */
    void report(Map<Service, Decision> decisions, boolean made) {
        shown.keySet().retainAll(decisions.keySet().stream().map(Service::name).toList());
        decisions.forEach((service, decision) -> {
            String prefix = decisions.size() > 1 ? service.name() + ": " : "";
            Shown before = shown.computeIfAbsent(service.name(), name -> new Shown());
            if (before.report(prefix, decision, made)) {
                recorder.decided(service, decision);
            }
        });
    }

    private void warnOfTolerance(NodeStatus node) {
        Duration interval = node.last().interval();
        if (tolerance.compareTo(interval.multipliedBy(2)) < 0) {
            log.warn(
                    "{} reports every {}: with a tolerance of {} one lost heartbeat makes it look down; use at least {}",
                    node.name(),
                    Durations.format(interval),
                    Durations.format(tolerance),
                    Durations.format(interval.multipliedBy(2)));
        }
    }

    /** What was said of one service. */
    private static final class Shown {
        private Optional<RoutingPlan> plan = Optional.empty();
        private boolean held;
        private final Set<NodeName> notTaken = new HashSet<>(); // since the last change of plan

        /** Returns whether the plan is another now. */
        boolean report(String prefix, Decision decision, boolean made) {
            if (!made) {
                log.debug("{}a change waits: {}; because {}", prefix, decision.plan(), decision.reason());
                return false;
            }
            boolean changed = !plan.equals(Optional.of(decision.plan()));
            if (changed) {
                notTaken.clear();
                if (decision.plan().servers().isEmpty()) {
                    log.warn("{}{}: {}", prefix, decision.reason(), decision.plan());
                } else {
                    log.info("{}{}; because {}", prefix, decision.plan(), decision.reason());
                }
            } else if (decision.reason() instanceof HeldInMassSilence && !held) {
                log.error("{}{}: {}", prefix, decision.reason(), decision.plan());
            } else if (decision.reason().notTaken().filter(notTaken::add).isPresent()) {
                log.info("{}no switch: {}", prefix, decision.reason());
            } else {
                log.debug("{}no change: {}; because {}", prefix, decision.plan(), decision.reason());
            }
            held = decision.reason() instanceof HeldInMassSilence;
            plan = Optional.of(decision.plan());
            return changed;
        }
    }
}
