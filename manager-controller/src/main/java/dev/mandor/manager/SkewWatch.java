package dev.mandor.manager;

import dev.mandor.daemon.Durations;
import dev.mandor.daemon.Problem;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Notices workers whose clock differs from ours, once each. No verdict depends on it, but logs of two machines do not match.
 * Knows a bounded number of nodes. Used by one thread.
 */
final class SkewWatch {
    static final Duration ALLOWED = Duration.ofSeconds(2);
    private static final int MOST_NODES = 1024;

    private final Map<NodeName, Problem> problems = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<NodeName, Problem> eldest) {
            return size() > MOST_NODES;
        }
    };

    /** A sentence for the log, if there is news. */
    Optional<String> notice(Heartbeat heartbeat, Instant now) {
        Duration skew = Duration.between(now, heartbeat.time());
        Problem problem = problems.computeIfAbsent(heartbeat.node(), node -> new Problem());
        if (skew.abs().compareTo(ALLOWED) <= 0) {
            return problem.ends() ? Optional.of(heartbeat.node() + "'s clock is right again") : Optional.empty();
        }
        if (!problem.begins("skewed")) {
            return Optional.empty();
        }
        return Optional.of(heartbeat.node() + "'s clock is " + Durations.format(skew.abs())
                + (skew.isNegative() ? " behind" : " ahead of") + " ours; no verdict depends on it");
    }
}
