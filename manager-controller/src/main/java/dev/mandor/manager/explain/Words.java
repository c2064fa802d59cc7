package dev.mandor.manager.explain;

import dev.mandor.daemon.Durations;
import dev.mandor.model.ByteSize;
import java.time.Duration;
import java.util.Locale;

/** Figures as the sentences have them, rounded so that a sentence is never untrue. */
final class Words {
    private static final long MIB = 1 << 20;

    private Words() {}

    /** Rounded up: with so much it happens. */
    static String atLeast(long bytes) {
        return bytes < MIB ? ByteSize.format(bytes) : ByteSize.format(bytes + MIB - 1);
    }

    /** Rounded down: with so little it happens. */
    static String atMost(long bytes) {
        return ByteSize.format(bytes);
    }

    static String percent(double share) {
        return Math.round(100 * share) + " %";
    }

    /** Rounded up to tenths of a second: after so long it has happened. */
    static String after(Duration duration) {
        long tenths = (duration.toNanos() + 99_999_999) / 100_000_000;
        return Durations.format(Duration.ofMillis(100 * tenths));
    }

    static String ago(Duration duration) {
        return duration.compareTo(Duration.ofMinutes(2)) < 0
                ? String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0)
                : Durations.format(duration);
    }
}
