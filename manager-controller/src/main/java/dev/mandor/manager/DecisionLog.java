package dev.mandor.manager;

import dev.mandor.daemon.Durations;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.NodeEvent;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the operator what changed, once, and why; the steady state only when asked for. Used by the control loop. */
final class DecisionLog {
    private static final Logger log = LoggerFactory.getLogger(DecisionLog.class);

    private final Duration tolerance;
    private Optional<RoutingPlan> shown = Optional.empty();
    private final Set<NodeName> notTaken = new HashSet<>(); // since the last change of plan

    DecisionLog(Duration tolerance) {
        this.tolerance = tolerance;
    }

    void report(NodeEvent event) {
        NodeStatus node = event.node();
        switch (event.kind()) {
            case APPEARED -> {
                log.info("{} is new: {}, serves at {}", node.name(), node.memory(), node.endpoint());
                warnOfTolerance(node);
            }
            case WENT_DOWN ->
                log.warn(
                        "{} is down: no heartbeat for {}, the tolerance is {}",
                        node.name(),
                        Durations.format(node.age()),
                        Durations.format(tolerance));
            case RETURNED ->
                log.info(
                        "{} is back after {} of silence",
                        node.name(),
                        Durations.format(event.before().map(NodeStatus::age).orElse(Duration.ZERO)));
        }
    }

    void report(Decision decision) {
        if (!shown.equals(Optional.of(decision.plan()))) {
            notTaken.clear();
            if (decision.plan().servers().isEmpty()) {
                log.warn("{}: {}", decision.reason(), decision.plan());
            } else {
                log.info("{}; because {}", decision.plan(), decision.reason());
            }
        } else if (decision.reason().notTaken().filter(notTaken::add).isPresent()) {
            log.info("no switch: {}", decision.reason());
        } else {
            log.debug("no change: {}; because {}", decision.plan(), decision.reason());
        }
        shown = Optional.of(decision.plan());
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
}
