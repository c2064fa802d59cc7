package dev.mandor.manager.report;

import java.util.Arrays;

/**
 * How many durations there were of each length, so that percentiles of any number of them need 2 KiB at most: each millisecond
 * by itself below 64, from there 32 steps for each doubling, so that a percentile is at most 3.2 % above the true one and
 * never below. nginx measures whole milliseconds. The layout is HdrHistogram's; the library would be 150 kB for
 * these lines, and its smallest histogram is larger than most of the thousands that a report keeps. Not thread-safe.
 */
final class Histogram {
    private static final int STEPS_BITS = 5;
    private static final int STEPS = 1 << STEPS_BITS;
    private static final long LONGEST =
            (1L << 22) - 1; // 70 minutes: what is longer is counted as that, except for max()

    private int[] counts = new int[0];
    private long total;
    private long max;

    void add(long millis) {
        int index = index(Math.min(millis, LONGEST));
        room(index + 1);
        counts[index]++;
        total++;
        max = Math.max(max, millis);
    }

    void add(Histogram other) {
        room(other.counts.length);
        for (int i = 0; i < other.counts.length; i++) {
            counts[i] += other.counts[i];
        }
        total += other.total;
        max = Math.max(max, other.max);
    }

    long total() {
        return total;
    }

    long max() {
        return max;
    }

    /**
     * The shortest duration in milliseconds that so many percent do not exceed (nearest rank); 0 when there is none.
     *
     * @param percent above 0, at most 100
     */
    long percentile(double percent) {
        long rank = (long) Math.ceil(percent / 100 * total);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) {
                return Math.min(longest(i), max);
            }
        }
        return max;
    }

    private void room(int length) {
        if (counts.length < length) {
            counts = Arrays.copyOf(counts, length);
        }
    }

    private static int index(long millis) {
        int doublings = Math.max(0, 63 - Long.numberOfLeadingZeros(millis | 1) - STEPS_BITS);
        return (int) (millis >> doublings) + doublings * STEPS;
    }

    /** The longest duration that is counted at {@code index}. */
    private static long longest(int index) {
        int doublings = Math.max(0, index / STEPS - 1);
        return ((long) (index - doublings * STEPS + 1) << doublings) - 1;
    }
}
