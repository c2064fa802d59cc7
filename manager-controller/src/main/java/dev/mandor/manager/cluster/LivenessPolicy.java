package dev.mandor.manager.cluster;

import java.time.Duration;

/**
 * The failover rule of the thesis: a node is down when the time of its last report plus the tolerance lies before the
 * manager's time. At exactly the tolerance it is still live. Times are the manager's own monotonic nanoseconds, taken when
 * the datagram arrived, so that neither a wrong clock on a worker nor a stepped clock here changes a verdict.
 *
 * <p>A longer tolerance forgives more lost datagrams and longer pauses; a shorter one moves traffic sooner. nginx passes
 * over a vanished server by itself in the meantime, so the default of 30 s leans to forgiving.
 *
 * <p>Where heartbeats get lost, silence means less. If a share p of them is lost at random, k in a row are lost with
 * probability p^k; the tolerance is stretched to as many intervals as bring that below {@value #FALSE_ALARM}. With nothing
 * lost it is just the tolerance. The idea of weighing silence by what is usual for the node is that of the phi accrual
 * failure detector (Hayashibara et al., 2004), on losses rather than on delays, which UDP on a LAN has few of.
 *
 * <p>Stretching ends at {@value #MOST_STRETCH} tolerances: a line that loses more than 30 % of all heartbeats is a fault.
 */
public record LivenessPolicy(Duration tolerance) {
    static final double FALSE_ALARM = 1e-9;
    static final int MOST_STRETCH = 4;

    private static final double JITTER = 1.05; // of the agents: an interval may be so much longer

    /**
     * How long a node may be silent.
     *
     * @param lossShare the share of its heartbeats that gets lost, 0 to 1
     */
    public Duration toleranceFor(double lossShare, Duration interval) {
        if (lossShare <= 0) {
            return tolerance;
        }
        double beats = Math.ceil(Math.log(FALSE_ALARM) / Math.log(Math.min(lossShare, 0.9)));
        Duration needed = Duration.ofNanos(Math.round(beats * JITTER * interval.toNanos()));
        Duration most = tolerance.multipliedBy(MOST_STRETCH);
        return longer(tolerance, needed.compareTo(most) > 0 ? most : needed);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Both times as of {@link System#nanoTime()}: compared by subtraction, since their sign means nothing. */
    public static boolean isLive(long arrivedNanos, long nowNanos, Duration tolerance) {
        return nowNanos - arrivedNanos <= tolerance.toNanos();
    }
}
