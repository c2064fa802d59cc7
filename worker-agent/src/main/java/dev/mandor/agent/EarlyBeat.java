package dev.mandor.agent;

import dev.mandor.model.MemoryReading;
import java.time.Duration;

/**
 * When a heartbeat is sent ahead of time: as soon as free memory is more than a twentieth of the total away from what was
 * last told, at most once a second.
 *
 * <p>The manager decides on readings that are as old as the interval, and a node that has just been given all the work looks
 * idle until its next heartbeat. It is this age, more than the rule by which nodes are compared, that ruins balancing by load:
 * M. Mitzenmacher, "How useful is old information?", IEEE Transactions on Parallel and Distributed Systems 11(1), 2000. A
 * shorter interval would mend it too, for ten times the datagrams of nodes on which nothing happens. To send only what is far
 * from what was told (a dead band) costs nothing while nothing happens, and bounds the error of what the manager knows in the
 * meantime.
 *
 * <p>A smaller share would send for noise: the page cache alone moves a small node by a percent or two. A larger one would
 * keep from the manager what it follows at once. Those who report every second or more often have no need of it.
 */
final class EarlyBeat {
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private static final int SHARE_OF_TOTAL = 20; // 5 %, in whole numbers: a bound that is met exactly is not passed

    private EarlyBeat() {}

    /**
     * Whether to look if a heartbeat should go ahead of time. Not more often than one may go: twice as many looks, through
     * OSHI, were measured to double what the agent costs a node at rest.
     *
     * @param interval between two heartbeats that are due
     * @param nanosSinceRead since the memory was read last, for a heartbeat or for such a look
     */
    static boolean isAllowed(Duration interval, long nanosSinceRead) {
        return interval.compareTo(SHORTEST_WAIT) > 0 && nanosSinceRead >= SHORTEST_WAIT.toNanos();
    }

    /** Whether the manager should hear of {@code now} before the next heartbeat is due. */
    static boolean isNews(MemoryReading told, MemoryReading now) {
        return Math.abs(now.freeBytes() - told.freeBytes()) * SHARE_OF_TOTAL > now.totalBytes();
    }
}
