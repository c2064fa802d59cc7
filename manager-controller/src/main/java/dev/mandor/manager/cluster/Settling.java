package dev.mandor.manager.cluster;

import java.time.Duration;

/**
 * When a manager that has just started may trust what it sees. Until every worker has had a chance to report, a silent one
 * is not down but unheard, and what nginx serves already is better than a guess.
 *
 * <p>The chance is one worker interval and a little for jitter and a slow start of the receiver. Agents that report less
 * often say so in their heartbeats, and the wait is extended for them, up to the tolerance.
 */
public record Settling(long startNanos, Duration tolerance) {
    static final Duration DEFAULT_WORKER_INTERVAL = Duration.ofSeconds(5);

    /** Whether a plan for {@code snapshot}, taken at {@code nowNanos}, may replace what nginx was left with. */
    public boolean isOver(ClusterSnapshot snapshot, long nowNanos) {
        Duration longest = snapshot.nodes().stream()
                .map(node -> node.last().interval())
                .filter(interval -> interval.compareTo(DEFAULT_WORKER_INTERVAL) > 0)
                .max(Duration::compareTo)
                .orElse(DEFAULT_WORKER_INTERVAL);
        Duration wait = longest.plus(longest.dividedBy(5));
        Duration bounded = wait.compareTo(tolerance) > 0 ? tolerance : wait;
        return nowNanos - startNanos >= bounded.toNanos();
    }
}
