package dev.mandor.manager.cluster;

import dev.mandor.model.MemoryReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A node's free memory without its noise: the mean of the readings of half a minute, and of at least {@value #LEAST}. A reading that is further from the
 * mean than {@value #STEP_PERCENT} % of the node's total is no noise but a step: the mean begins anew with it, so that a real
 * change is followed at once. (A mean with resets at steps, as in CUSUM change detection: Page, 1954.)
 *
 * @param readings the oldest first; never empty
 */
record MemoryTrend(List<MemoryReading> readings) {
    static final Duration WINDOW = Duration.ofSeconds(30);
    static final int LEAST = 6;
    static final int MOST = 60;
    static final int STEP_PERCENT = 8;

    static MemoryTrend startingWith(MemoryReading reading) {
        return new MemoryTrend(List.of(reading));
    }

    /** @param interval between two readings */
    MemoryTrend with(MemoryReading reading, Duration interval) {
        if (Math.abs(reading.freeBytes() - freeBytes()) > reading.totalBytes() / 100 * STEP_PERCENT) {
            return startingWith(reading);
        }
        List<MemoryReading> next = new ArrayList<>(readings);
        long kept = Math.max(LEAST, Math.min(MOST, WINDOW.toMillis() / interval.toMillis()));
        while (next.size() >= kept) {
            next.remove(0);
        }
        next.add(reading);
        return new MemoryTrend(List.copyOf(next));
    }

    /** The mean, in bytes. */
    long freeBytes() {
        return readings.stream().mapToLong(MemoryReading::freeBytes).sum() / readings.size();
    }
}
