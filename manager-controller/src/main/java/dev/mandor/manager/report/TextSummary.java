package dev.mandor.manager.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A report for the terminal. Pure. */
final class TextSummary {
    private TextSummary() {}

    static String of(Report report, NodeNames names) {
        return headline(report) + "\n"
                + Words.notRead(report.reading()).map(words -> words + "\n").orElse("")
                + "\n" + table(Tables.servers(report, names), 1)
                + (report.switches().isEmpty()
                        ? "\nNo switch from one server to another.\n"
                        : "\n" + table(Tables.switches(report, names), 4));
    }

    static String headline(Report report) {
        Figures all = report.all();
        return Words.count(all.requests()) + " requests from " + Words.time(report.first()) + " to "
                + Words.time(report.last()) + " UTC: " + Words.count(all.failed()) + " failed ("
                + Words.share(all.failed(), all.requests()) + "), " + Words.count(all.retried())
                + " asked more than one server, p50 " + Words.percentile(all.times(), 50) + ", p99 "
                + Words.percentile(all.times(), 99);
    }

    /** @param words so many columns are words, to the left; the others are figures, to the right */
    private static String table(List<List<String>> rows, int words) {
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream()
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(column -> padded(row.get(column), widths[column], column < words))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String padded(String word, int width, boolean left) {
        String room = " ".repeat(width - word.length());
        return left ? word + room : room + word;
    }
}
