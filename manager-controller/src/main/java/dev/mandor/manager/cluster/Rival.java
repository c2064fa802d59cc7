package dev.mandor.manager.cluster;

import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import java.time.Duration;
import java.util.Optional;

/**
 * Another machine that reports under the name of a node, and is not believed as long as that one is heard.
 *
 * @param endpoint of the other machine's web service, by its latest heartbeat
 * @param interval at which it says that it reports
 * @param firstNanos when it was first heard
 * @param lastNanos when it was last heard
 */
record Rival(Endpoint endpoint, Duration interval, long firstNanos, long lastNanos) {
    private static final int MISSED = 3; // heartbeats in a row, and it is gone: sooner than the tolerance would say

    static Rival of(Heartbeat heartbeat, Optional<Rival> before, long nowNanos) {
        return new Rival(
                heartbeat.endpoint(),
                heartbeat.interval(),
                before.map(Rival::firstNanos).orElse(nowNanos),
                nowNanos);
    }

    /**
     * Whether there are two machines: both were heard lately, and the node itself after the other came up. A node that moved to
     * another address looks the same but for that.
     */
    boolean isProven(NodeRecord node, Duration tolerance, long nowNanos) {
        return node.arrivedNanos() - firstNanos > 0
                && isThere(lastNanos, interval, tolerance, nowNanos)
                && isThere(node.arrivedNanos(), node.last().interval(), tolerance, nowNanos);
    }

    private static boolean isThere(long lastNanos, Duration interval, Duration tolerance, long nowNanos) {
        return nowNanos - lastNanos <= Math.min(MISSED * interval.toNanos(), tolerance.toNanos());
    }
}
