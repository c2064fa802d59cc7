package dev.mandor.manager.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The tables of a report, as words, the headings first: the page and the terminal show the same. */
final class Tables {
    private Tables() {}

    static List<List<String>> servers(Report report, NodeNames names) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "server", "requests", "share", "p50", "p95", "p99", "longest", "failed", "passed on", "connect p99"));
        for (String server : report.servers()) {
            rows.add(row(
                    names.of(server),
                    report.byServer().get(server),
                    report.all().requests()));
        }
        return rows;
    }

    private static List<String> row(String name, ServerFigures figures, long all) {
        Figures answered = figures.answered();
        return Stream.of(
                        Stream.of(name, Words.count(answered.requests()), Words.share(answered.requests(), all)),
                        times(answered),
                        Stream.of(
                                Words.count(answered.failed()),
                                Words.count(figures.passedOn()),
                                Words.percentile(figures.connectTimes(), 99)))
                .flatMap(words -> words)
                .toList();
    }

    private static Stream<String> times(Figures figures) {
        Histogram times = figures.times();
        return Stream.of(
                Words.percentile(times, 50),
                Words.percentile(times, 95),
                Words.percentile(times, 99),
                times.total() == 0 ? "-" : Words.millis(times.max()));
    }

    /** Two rows for each switch: the 30 s before, and those after. */
    static List<List<String>> switches(Report report, NodeNames names) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                "time (UTC)",
                "site",
                "served by",
                "",
                "requests",
                "p50",
                "p95",
                "p99",
                "longest",
                "failed",
                "retried"));
        for (Switch one : report.switches()) {
            rows.add(row(one, names.of(one.from()), "30 s before", one.before().orElse(null)));
            rows.add(row(one, names.of(one.to()), "30 s after", one.after()));
        }
        return rows;
    }

    private static List<String> row(Switch one, String server, String when, Figures figures) {
        Stream<String> head = Stream.of(Words.time(one.epochMillis()), Words.site(one.site()), server, when);
        if (figures == null) {
            return Stream.concat(head, Stream.of("not known", "-", "-", "-", "-", "-", "-"))
                    .toList();
        }
        return Stream.of(
                        head,
                        Stream.of(Words.count(figures.requests())),
                        times(figures),
                        Stream.of(Words.count(figures.failed()), Words.count(figures.retried())))
                .flatMap(words -> words)
                .toList();
    }
}
