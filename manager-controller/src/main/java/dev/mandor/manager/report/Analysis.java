package dev.mandor.manager.report;

import dev.mandor.manager.report.LogEntry.Attempt;
import dev.mandor.model.Endpoint;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Counts the requests of a log, line by line, in memory that does not grow with it: at most {@value #MOST} servers and as many
 * sites have figures of their own, all others share one. Some 80 MB at the very most. Not thread-safe.
 */
final class Analysis {
    static final int MOST = 32;
    static final String NGINX_ITSELF = "nginx itself";
    static final String OTHERS = "other servers";

    private static final Pattern COMBINED = Pattern.compile("\\S+ - .* \\[[^\\]]*] \".*\" [0-9]{3} ([0-9]+|-)( .*)?");

    private final Map<Endpoint, String> servers = new HashMap<>();
    private final Map<String, ServerFigures> byServer = new TreeMap<>();
    private final Map<String, SwitchWatch> sites = new TreeMap<>();
    private final Timeline timeline = new Timeline();
    private final Figures all = new Figures();
    private long lines;
    private long foreign;
    private long firstForeign;
    private long combined;
    private long outOfOrder;
    private long first = Long.MAX_VALUE;
    private long last;

    void add(String line) {
        lines++;
        Optional<LogEntry> entry = LogLine.parse(line);
        if (entry.isPresent()) {
            add(entry.get());
        } else if (!line.isBlank()) {
            firstForeign = foreign == 0 ? lines : firstForeign;
            foreign++;
            combined += COMBINED.matcher(line).matches() ? 1 : 0;
        }
    }

    private void add(LogEntry entry) {
        first = Math.min(first, entry.epochMillis());
        last = Math.max(last, entry.epochMillis());
        all.add(entry);
        List<Attempt> attempts = entry.attempts();
        for (int i = 0; i < attempts.size(); i++) {
            figures(nameOf(attempts.get(i).server())).asked(attempts.get(i), i == attempts.size() - 1);
        }
        Optional<String> server = entry.answeredBy().map(this::nameOf);
        String who = server.orElse(NGINX_ITSELF);
        figures(who).answered(entry);
        outOfOrder += timeline.add(who, entry) ? 0 : 1;
        String site = sites.containsKey(entry.site()) || sites.size() < MOST ? entry.site() : "other sites";
        sites.computeIfAbsent(site, SwitchWatch::new).add(entry, server);
    }

    private String nameOf(Endpoint server) {
        String name = servers.get(server);
        if (name == null && servers.size() < MOST) {
            name = server.toString();
            servers.put(server, name);
        }
        return name == null ? OTHERS : name;
    }

    private ServerFigures figures(String who) {
        return byServer.computeIfAbsent(who, name -> new ServerFigures());
    }

    /** To be called once, after the last line. */
    Report end() {
        List<Switch> switches = sites.values().stream()
                .flatMap(site -> site.end().stream())
                .sorted(Comparator.comparingLong(Switch::epochMillis).thenComparing(Switch::site))
                .toList();
        long unlisted = sites.values().stream().mapToLong(SwitchWatch::unlisted).sum();
        return new Report(
                new Report.Reading(lines, foreign, firstForeign, combined, outOfOrder, unlisted),
                first,
                last,
                all,
                byServer,
                timeline,
                switches);
    }
}
