package dev.mandor.manager.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How long something took, so often: a histogram. Immutable.
 *
 * @param counts of each bucket alone, the last one for what took longer than the last bound
 */
public record Durations(List<Long> counts, double sumSeconds) {
    /** Upper bounds of the buckets, in seconds; {@code counts} has one more. */
    public static final List<Double> BOUNDS = List.of(0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0);

    static final Durations NONE = new Durations(Collections.nCopies(BOUNDS.size() + 1, 0L), 0);

    public Durations {
        counts = List.copyOf(counts);
    }

    Durations with(Duration one) {
        double seconds = one.toNanos() / 1e9;
        int bucket = (int) BOUNDS.stream().filter(bound -> seconds > bound).count();
        List<Long> more = new ArrayList<>(counts);
        more.set(bucket, more.get(bucket) + 1);
        return new Durations(more, sumSeconds + seconds);
    }

    public long count() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }
}
