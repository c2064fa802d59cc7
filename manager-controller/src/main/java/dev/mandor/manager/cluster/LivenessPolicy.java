package dev.mandor.manager.cluster;

import java.time.Duration;

/**
 * The failover rule of the thesis: a node is down when the time of its last report plus the tolerance lies before the
 * manager's time. At exactly the tolerance it is still live. Times are the manager's own monotonic nanoseconds, taken when
 * the datagram arrived, so that neither a wrong clock on a worker nor a stepped clock here changes a verdict.
 *
 * <p>A longer tolerance forgives more lost datagrams and longer pauses; a shorter one moves traffic sooner. nginx passes
 * over a vanished server by itself in the meantime, so the default of 30 s leans to forgiving.
 */
public record LivenessPolicy(Duration tolerance) {

    /** Both times as of {@link System#nanoTime()}: compared by subtraction, since their sign means nothing. */
    public boolean isLive(long arrivedNanos, long nowNanos) {
        return nowNanos - arrivedNanos <= tolerance.toNanos();
    }
}
