package dev.mandor.daemon;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as they stand on the command line and in messages: {@code 30}, {@code 30s}, {@code 500ms}, {@code 5m}. */
public final class Durations {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)?");

    private static final Duration LONGEST_IN_HOURS = Duration.ofDays(1000);

    private Durations() {}

    /**
     * A bare number means seconds.
     *
     * @throws IllegalArgumentException when {@code text} is no duration above zero
     */
    public static Duration parse(String text) {
        Matcher matcher = DURATION.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw new IllegalArgumentException("expected a duration above zero such as 30, 30s, 500ms or 5m");
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** As {@code 30 s}, {@code 2.5 s} or {@code 12 min}: short, for people, not for parsing. */
    public static String format(Duration duration) {
        if (duration.compareTo(LONGEST_IN_HOURS) > 0) { // also because milliseconds of some would overflow
            return duration.toDays() + " days";
        }
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 120_000) {
            String seconds = String.format(Locale.ROOT, "%.1f", millis / 1000.0);
            return (seconds.endsWith(".0") ? seconds.substring(0, seconds.length() - 2) : seconds) + " s";
        }
        long minutes = duration.toMinutes();
        return minutes < 120 ? minutes + " min" : duration.toHours() + " h";
    }
}
