package dev.mandor.manager.cluster;

import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import java.time.Duration;
import java.util.Optional;

/**
 * Another machine that reports under the name of a node, and is not believed as long as that one is heard.
 *
 * @param endpoint of the other machine's web service, by its latest heartbeat
 * @param firstNanos when it was first heard
 * @param lastNanos when it was last heard
 */
record Rival(Endpoint endpoint, long firstNanos, long lastNanos) {

    static Rival of(Heartbeat heartbeat, Optional<Rival> before, long nowNanos) {
        return new Rival(heartbeat.endpoint(), before.map(Rival::firstNanos).orElse(nowNanos), nowNanos);
    }

    /**
     * Whether there are two machines: the other was heard lately, and the node itself after the other came up. A node that
     * moved to another address looks the same but for that.
     */
    boolean isProven(long nodeArrivedNanos, Duration tolerance, long nowNanos) {
        return nodeArrivedNanos - firstNanos > 0 && nowNanos - lastNanos <= tolerance.toNanos();
    }
}
