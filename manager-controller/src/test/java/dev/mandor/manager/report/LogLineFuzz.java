package dev.mandor.manager.report;

import dev.mandor.manager.report.LogEntry.Attempt;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What must hold of any line of nginx's log: it is a request or none, without an exception; and of a request nothing is out of its
 * bounds, and no server is named that does not stand on the line. {@code scripts/fuzz} calls this with what a coverage-guided
 * fuzzer makes up.
 */
public final class LogLineFuzz {
    private static final long YEAR_2000 = 946_684_800_000L;
    private static final long YEAR_2100 = 4_102_444_800_000L;
    private static final long LONGEST_MILLIS = 9_999_999_999L;

    private LogLineFuzz() {}

    /** The name that Jazzer looks for. */
    public static void fuzzerTestOneInput(byte[] line) {
        accepts(line);
    }

    /** Whether {@code line} is a request. */
    static boolean accepts(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        Optional<LogEntry> entry = LogLine.parse(text);
        entry.ifPresent(it -> check(it, text));
        return entry.isPresent();
    }

    private static void check(LogEntry it, String line) {
        boolean sound = it.epochMillis() >= YEAR_2000
                && it.epochMillis() <= YEAR_2100
                && it.site().matches("[A-Za-z0-9*._-]*")
                && it.status() >= 0
                && it.status() <= 999
                && isTime(it.millis())
                && it.attempts().stream().allMatch(attempt -> isSound(attempt, line));
        if (!sound) {
            throw new AssertionError("read as " + it);
        }
    }

    // What JSON wrote by its code is not looked for.
    private static boolean isSound(Attempt attempt, String line) {
        boolean named = line.contains("\\u")
                || line.contains(Integer.toString(attempt.server().port()));
        return named && isTime(attempt.connectMillis().orElse(0));
    }

    private static boolean isTime(long millis) {
        return millis >= 0 && millis <= LONGEST_MILLIS;
    }
}
