package dev.mandor.manager.cluster;

import dev.mandor.manager.cluster.MemoryForecast.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The memory of one node in the last {@link #WINDOW}, what is forecast from it, and whether that is worth an alarm. Immutable.
 *
 * <p>Memory that was as low in the {@link #MEMORY} before and came back will come back again: a cache or a garbage collector
 * falls like a leak until it is cleared. So nothing is forecast before the last readings are a new low.
 *
 * <p>An alarm begins with the third forecast in a row, and ends with the twelfth reading in a row of
 * which nothing is forecast: one peak neither raises nor ends it.
 *
 * @param readings one in {@link #SPACING} at the most: closer ones tell the same, and each new one is compared with all others
 * @param lows the lowest reading of each window's length before that
 * @param forecast in how long the node is below its floor, at the last reading
 * @param streak how many readings in a row have spoken against {@code alarm}
 */
public record MemoryOutlook(
        List<Reading> readings, List<Reading> lows, Optional<Duration> forecast, boolean alarm, int streak) {
    static final Duration WINDOW = Duration.ofMinutes(5);
    static final Duration SPACING = Duration.ofSeconds(10);
    static final Duration MEMORY = Duration.ofHours(2);

    private static final int PROOFS = 3;
    private static final int DISPROOFS = 12;
    private static final int LATEST = 3;

    /** Of a node of which nothing is known. */
    public static final MemoryOutlook UNKNOWN = new MemoryOutlook(List.of(), List.of(), Optional.empty(), false, 0);

    public MemoryOutlook {
        readings = List.copyOf(readings);
        lows = List.copyOf(lows);
    }

    /** After {@code reading}. Where nothing was heard for long, it begins anew. */
    public MemoryOutlook with(Reading reading, long floorBytes) {
        if (!readings.isEmpty()) {
            double seconds = readings.get(readings.size() - 1).secondsUntil(reading);
            if (seconds < SPACING.toSeconds()) {
                return this;
            }
            if (seconds > WINDOW.toSeconds() / 2.0) {
                return UNKNOWN.with(reading, floorBytes);
            }
        }
        List<Reading> kept = new ArrayList<>();
        List<Reading> nextLows = new ArrayList<>(lows);
        for (Reading old : readings) {
            if (old.secondsUntil(reading) > WINDOW.toSeconds()) {
                remember(old, nextLows);
            } else {
                kept.add(old);
            }
        }
        kept.add(reading);
        nextLows.removeIf(low -> low.secondsUntil(reading) > MEMORY.toSeconds());
        return judged(kept, nextLows, MemoryForecast.untilBelow(floorBytes, kept));
    }

    private MemoryOutlook judged(List<Reading> kept, List<Reading> nextLows, Optional<Duration> trend) {
        Optional<Duration> next = trend.filter(left -> isNewLow(kept, nextLows));
        int against = next.isPresent() == alarm ? 0 : streak + 1;
        return against >= (alarm ? DISPROOFS : PROOFS)
                ? new MemoryOutlook(kept, nextLows, next, !alarm, 0)
                : new MemoryOutlook(kept, nextLows, next, alarm, against);
    }

    private static void remember(Reading old, List<Reading> lows) {
        int last = lows.size() - 1;
        if (last < 0 || lows.get(last).secondsUntil(old) > WINDOW.toSeconds()) {
            lows.add(old);
        } else if (old.freeBytes() < lows.get(last).freeBytes()) {
            lows.set(last, new Reading(lows.get(last).nanos(), old.freeBytes()));
        }
    }

    private static boolean isNewLow(List<Reading> kept, List<Reading> lows) {
        long highest = kept.subList(kept.size() - LATEST, kept.size()).stream()
                .mapToLong(Reading::freeBytes)
                .max()
                .orElseThrow();
        return lows.stream().allMatch(low -> highest < low.freeBytes());
    }
}
