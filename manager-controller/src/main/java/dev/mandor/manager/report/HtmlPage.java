package dev.mandor.manager.report;

import dev.mandor.manager.report.Chart.Line;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A report as one HTML file that needs nothing else: no script, no request, which its Content-Security-Policy also forbids.
 * Pure: the same report gives the same bytes, so that no time of writing stands in it.
 */
final class HtmlPage {
    private static final int MOST_LINES = 6; // more cannot be told apart

    private static final String STYLE = """
            :root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--soft:#5b6570;--rule:#d8dde3;
            --c0:#0b62c4;--c1:#c2410c;--c2:#15803d;--c3:#7e22ce;--c4:#a16207;--c5:#0e7490}
            @media(prefers-color-scheme:dark){:root{--bg:#14171a;--fg:#e6e8ea;--soft:#9aa4ae;--rule:#353b42;
            --c0:#6cb0ff;--c1:#ff9a6b;--c2:#6fd68c;--c3:#cf9bff;--c4:#e5c04b;--c5:#5cd0e0}}
            body{background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif;max-width:1100px;margin:0 auto;padding:1rem}
            h1{font-size:1.4rem;overflow-wrap:anywhere}h2{font-size:1.1rem;margin:2rem 0 .3rem}
            .soft{color:var(--soft)}.wide{overflow-x:auto}
            table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
            th,td{padding:.25rem .6rem;border-bottom:1px solid var(--rule);text-align:right;white-space:nowrap}
            .w1 :is(th,td):nth-child(-n+1),.w4 :is(th,td):nth-child(-n+4){text-align:left}
            svg{display:block;width:100%;min-width:520px;height:auto}
            svg text{fill:var(--soft);font-size:12px}.up{text-anchor:end;dominant-baseline:middle}
            .grid{stroke:var(--rule)}.mark{stroke:var(--fg);stroke-dasharray:3 3}
            .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
            .legend{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem}
            .legend svg{display:inline;width:24px;min-width:0;height:10px;margin-right:.4rem}
            .s0{stroke:var(--c0)}.s1{stroke:var(--c1);stroke-dasharray:7 3}.s2{stroke:var(--c2);stroke-dasharray:2 4}
            .s3{stroke:var(--c3);stroke-dasharray:10 3 2 3}.s4{stroke:var(--c4);stroke-dasharray:5 5}.s5{stroke:var(--c5);stroke-dasharray:1 5}
            """;

    private final String title;
    private final Report report;
    private final NodeNames names;

    /** @param log what the log is called; any text */
    HtmlPage(String log, Report report, NodeNames names) {
        this.title = "Requests in " + Markup.escaped(log);
        this.report = report;
        this.names = names;
    }

    String html() {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + title
                + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n<h1>" + title + "</h1>\n"
                + paragraph(TextSummary.headline(report) + ".")
                + Words.notRead(report.reading()).map(HtmlPage::paragraph).orElse("")
                + "<h2>Servers</h2>\n" + table(Tables.servers(report, names), 1)
                + "<p class=\"soft\">Failed: answered with a status of 500 or more. Passed on: this server failed and the"
                + " next was asked. Percentiles are at most 3.2 % above the true ones.</p>\n"
                + switches() + charts() + "</body>\n</html>\n";
    }

    private String switches() {
        if (report.switches().isEmpty()) {
            return "<h2>Switches</h2>\n" + paragraph("No switch from one server to another.");
        }
        return "<h2>Switches</h2>\n" + table(Tables.switches(report, names), 4)
                + "<p class=\"soft\">A switch: another server came to answer " + SwitchWatch.RUN
                + " requests of a site in a row. The figures are those of the whole site.</p>\n";
    }

    private String charts() {
        List<String> servers = busiest();
        return legend(servers)
                + chart("Requests a second", servers, this::rate)
                + chart("Response time, median (ms)", servers, percentile(50))
                + chart("Response time, 95th percentile (ms)", servers, percentile(95))
                + chart("Response time, 99th percentile (ms)", servers, percentile(99));
    }

    private String legend(List<String> servers) {
        int hidden = report.servers().size() - servers.size();
        return IntStream.range(0, servers.size())
                        .mapToObj(i -> "<li><svg viewBox=\"0 0 24 10\" aria-hidden=\"true\"><path class=\"line s" + i
                                + "\" d=\"M2 5H22\"/></svg>" + Markup.escaped(names.of(servers.get(i))) + "</li>\n")
                        .collect(Collectors.joining("", "<h2>Over time</h2>\n<ul class=\"legend\">\n", "</ul>\n"))
                + "<p class=\"soft\">UTC; a point is "
                + Words.count(report.timeline().widthMillis() / 1000)
                + " s; a dashed vertical line is a switch."
                + (hidden > 0
                        ? " The " + servers.size() + " busiest servers; " + hidden + " more are in the table."
                        : "")
                + "</p>\n";
    }

    /** With the figures of a slot as argument, null where there is none. */
    private String chart(String name, List<String> servers, ToDoubleFunction<Figures> value) {
        List<Line> lines = servers.stream()
                .map(server -> new Line(server, slot -> value(server, slot, value)))
                .toList();
        List<Long> marks = report.switches().stream()
                .map(Switch::epochMillis)
                .filter(time -> time >= report.timeline().start())
                .toList();
        return "<h2>" + name + "</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"" + name + "\">\n"
                + new Chart(name, lines, report.timeline(), marks).svg() + "</div>\n";
    }

    private OptionalDouble value(String server, int slot, ToDoubleFunction<Figures> value) {
        double number = value.applyAsDouble(report.timeline().at(server, slot));
        return Double.isNaN(number) ? OptionalDouble.empty() : OptionalDouble.of(number);
    }

    private double rate(Figures figures) {
        return figures == null
                ? 0
                : figures.requests() * 1000.0 / report.timeline().widthMillis();
    }

    private static ToDoubleFunction<Figures> percentile(double percent) {
        return figures -> figures == null ? Double.NaN : figures.times().percentile(percent);
    }

    private List<String> busiest() {
        return report.servers().stream()
                .sorted(Comparator.comparingLong((String server) ->
                                -report.byServer().get(server).answered().requests())
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST_LINES)
                .sorted()
                .toList();
    }

    private static String paragraph(String text) {
        return "<p>" + Markup.escaped(text) + "</p>\n";
    }

    private static String table(List<List<String>> rows, int words) {
        return rows.stream()
                .map(row -> row == rows.get(0) ? row(row, "th scope=\"col\"", "th") : row(row, "td", "td"))
                .collect(Collectors.joining(
                        "",
                        "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"table\">\n<table class=\"w"
                                + words + "\">\n",
                        "</table>\n</div>\n"));
    }

    private static String row(List<String> row, String open, String close) {
        return row.stream()
                .map(word -> "<" + open + ">" + Markup.escaped(word) + "</" + close + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>\n"));
    }
}
