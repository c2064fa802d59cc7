package dev.mandor.manager.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Figures as people read them, alike on the page and in the terminal, in any language of the machine. Times are UTC. */
final class Words {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Words() {}

    static String time(long epochMillis) {
        return TIME.format(Instant.ofEpochMilli(epochMillis));
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String share(long part, long whole) {
        return whole == 0 ? "-" : String.format(Locale.ROOT, "%.2f %%", 100.0 * part / whole);
    }

    static String millis(long millis) {
        return count(millis) + " ms";
    }

    /** A dash when there were none. */
    static String percentile(Histogram times, double percent) {
        return times.total() == 0 ? "-" : millis(times.percentile(percent));
    }

    static String site(String site) {
        return site.isEmpty() ? "any host" : site;
    }

    /** What could not be read or shown; empty when all could. */
    static Optional<String> notRead(Report.Reading reading) {
        String foreign = reading.foreign() == 0
                ? ""
                : count(reading.foreign()) + " of " + count(reading.lines())
                        + " lines are not in the format of --access-log and do not count, the first is line "
                        + count(reading.firstForeign())
                        + (reading.combined() == 0
                                ? "."
                                : "; " + count(reading.combined()) + " of them are in nginx's usual format.");
        String old = reading.outOfOrder() == 0
                ? ""
                : count(reading.outOfOrder()) + " requests are older than the first of the log and in no chart.";
        String unlisted = reading.unlistedSwitches() == 0
                ? ""
                : count(reading.unlistedSwitches()) + " further switches are not listed.";
        String all = Stream.of(foreign, old, unlisted)
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(" "));
        return all.isEmpty() ? Optional.empty() : Optional.of(all);
    }
}
