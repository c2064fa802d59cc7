package dev.mandor.manager.cluster;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * In how long a node's free memory passes below its floor, if it goes on as it does. It says nothing rather than guess; it says
 * something only when all of this holds:
 *
 * <ul>
 *   <li>there are at least {@value #FEWEST} readings;
 *   <li>they fall, by the Mann-Kendall test, with a z below -{@value #Z}: by chance that is one time in 700, and the question is
 *       asked again and again;
 *   <li>the older half and the newer half of them fall too, each at least {@value #STEADY} times as fast as the whole: what fell
 *       once and stays, as when a service is started, is no leak;
 *   <li>the floor is reached within {@link #HORIZON}.
 * </ul>
 *
 * <p>The slope is that of Theil and Sen, the median of the slopes between all pairs of readings: of a least-squares line a single
 * peak would decide.
 */
public final class MemoryForecast {
    /** Further ahead nothing is said. */
    public static final Duration HORIZON = Duration.ofMinutes(30);

    static final int FEWEST = 12;

    private static final double Z = 3;
    private static final double STEADY = 0.5;

    private MemoryForecast() {}

    /**
     * @param readings in their order, the last one is now
     * @return zero when the trend is below the floor already
     */
    public static Optional<Duration> untilBelow(long floorBytes, List<Reading> readings) {
        if (readings.size() < FEWEST || z(readings) > -Z) {
            return Optional.empty();
        }
        double slope = slope(readings);
        int half = readings.size() / 2;
        if (slope >= 0
                || slope(readings.subList(0, half)) > STEADY * slope
                || slope(readings.subList(half, readings.size())) > STEADY * slope) {
            return Optional.empty();
        }
        double seconds = (level(readings, slope) - floorBytes) / -slope;
        return seconds > HORIZON.toSeconds()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(Math.round(1000 * Math.max(0, seconds))));
    }

    /** Of the Mann-Kendall test, without its correction for ties, which would make it less strict. */
    private static double z(List<Reading> readings) {
        int falls = 0;
        int n = readings.size();
        for (int later = 1; later < n; later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                falls += Long.signum(
                        readings.get(earlier).freeBytes() - readings.get(later).freeBytes());
            }
        }
        return (1 - falls) / Math.sqrt(n * (n - 1) * (2.0 * n + 5) / 18);
    }

    /** In bytes a second. */
    private static double slope(List<Reading> readings) {
        int n = readings.size();
        double[] slopes = new double[n * (n - 1) / 2];
        int pair = 0;
        for (int later = 1; later < n; later++) {
            for (int earlier = 0; earlier < later; earlier++) {
                double bytes =
                        readings.get(later).freeBytes() - readings.get(earlier).freeBytes();
                slopes[pair++] = bytes / readings.get(earlier).secondsUntil(readings.get(later));
            }
        }
        return median(slopes);
    }

    /** Where the line is now. */
    private static double level(List<Reading> readings, double slope) {
        Reading last = readings.get(readings.size() - 1);
        return median(readings.stream()
                .mapToDouble(reading -> reading.freeBytes() + slope * reading.secondsUntil(last))
                .toArray());
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int half = values.length / 2;
        return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }

    /**
     * How much memory was free, and when.
     *
     * @param nanos of the monotonic clock; no two readings of one list have the same
     */
    public record Reading(long nanos, long freeBytes) {
        double secondsUntil(Reading later) {
            return (later.nanos - nanos) / 1e9;
        }
    }
}
