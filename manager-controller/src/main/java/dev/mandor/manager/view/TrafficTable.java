package dev.mandor.manager.view;

import dev.mandor.daemon.OneLine;
import dev.mandor.manager.view.Traffic.By;
import dev.mandor.manager.view.Traffic.Figures;
import dev.mandor.manager.view.Traffic.OfService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What clients got, for a terminal: one line for each who answered, in aligned columns. Pure. */
final class TrafficTable {
    private static final int MOST_ROWS = 60;

    private TrafficTable() {}

    /** Some lines, each with its end. */
    static String of(Overview it) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("CLIENTS GET", "REQUESTS/S", "SHARE", "PLANNED", "NO ANSWER", "5XX", "P50", "P99"));
        List<String> unknown = new ArrayList<>();
        for (Overview.Served service : it.services()) {
            Optional<OfService> got = it.traffic().flatMap(traffic -> traffic.of(service.name()));
            String name = it.services().size() > 1 ? service.name() + ": " : "";
            got.ifPresentOrElse(
                    its -> its.answerers().forEach(by -> rows.add(row(name, by))),
                    () -> unknown.add(name + "traffic unknown: " + why(it.traffic())));
        }
        int left = Math.max(0, rows.size() - 1 - MOST_ROWS);
        String table = rows.size() > 1 ? aligned(rows.subList(0, rows.size() - left)) : "";
        String more = (left > 0 ? "and " + left + " more, see --json\n" : "")
                + (rows.size() > 1 ? source(it.traffic().orElseThrow()) : "");
        return table
                + more
                + String.join(
                        "",
                        unknown.stream().map(line -> OneLine.of(line) + "\n").toList());
    }

    private static String source(Traffic traffic) {
        String sample = traffic.requestsPerLine() == 1 ? "all requests" : "one request of " + traffic.requestsPerLine();
        double age = traffic.ageSeconds().orElse(0);
        return String.format(Locale.ROOT, "of the last 10 s, by %s, the newest %.1f s ago\n", sample, age);
    }

    /** Why nothing is known, where nothing is. */
    static String why(Optional<Traffic> traffic) {
        if (traffic.isEmpty()) {
            return "nginx is not asked for it, see --traffic";
        }
        return traffic.get()
                .problem()
                .orElseGet(
                        () -> traffic.get().ageSeconds().isPresent() ? "nothing heard for 10 s" : "nothing heard yet");
    }

    private static List<String> row(String service, By by) {
        return List.of(
                service + OneLine.of(who(by)),
                by.figures().map(it -> rate(it.requestsPerSecond())).orElse("0"),
                Traffics.percent(by.share()),
                by.planned() > 0 ? Traffics.percent(by.planned()) : "-",
                by.figures().map(Figures::noAnswerRatio).map(Traffics::percent).orElse("-"),
                by.figures().map(Figures::errorRatio).map(Traffics::percent).orElse("-"),
                by.figures().map(Figures::p50Seconds).map(TrafficTable::time).orElse("-"),
                by.figures().map(Figures::p99Seconds).map(TrafficTable::time).orElse("-"));
    }

    static String who(By by) {
        return switch (by.kind()) {
            case SERVER -> by.node().orElse("?");
            case FALLBACK -> "the fallback";
            case NGINX -> "nginx itself";
            case OTHER -> "servers of before";
        };
    }

    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.1f" : "%,.0f", perSecond);
    }

    static String time(double seconds) {
        return seconds < 1
                ? Math.round(1000 * seconds) + " ms"
                : String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
    }

    private static String aligned(List<List<String>> rows) {
        int columns = rows.get(0).size();
        List<Integer> widths = new ArrayList<>(Collections.nCopies(columns, 0));
        rows.forEach(row -> {
            for (int column = 0; column < columns; column++) {
                widths.set(column, Math.max(widths.get(column), row.get(column).length()));
            }
        });
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder words = new StringBuilder();
            for (int column = 0; column < columns; column++) {
                words.append(String.format("%-" + (widths.get(column) + 2) + "s", row.get(column)));
            }
            text.append(words.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
