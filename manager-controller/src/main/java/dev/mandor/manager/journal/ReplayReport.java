package dev.mandor.manager.journal;

import dev.mandor.daemon.Durations;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.journal.Alarm.Verdict;
import dev.mandor.manager.journal.Foresight.Warning;
import dev.mandor.manager.journal.JournalEntry.Beat;
import dev.mandor.manager.journal.JournalEntry.Lost;
import dev.mandor.manager.journal.JournalEntry.Opened;
import dev.mandor.model.ByteSize;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What was decided and what would have been, side by side, as text or as what becomes JSON.
 *
 * @param options with which the replay decided, by name
 * @param foresight of low memory, with those options
 */
public record ReplayReport(
        Recording recording,
        SortedMap<String, String> options,
        Summary recorded,
        Summary replayed,
        Foresight foresight) {
    private static final String LINE = "  %-36s %12s %12s%n";
    // A journal may come from elsewhere, and its sentences go to a terminal.
    private static final String UNFIT = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n]]";
    private static final int MOST_SHOWN = 50;

    /** For people: at most {@value #MOST_SHOWN} switches and alarms of each kind. */
    public String text() {
        StringBuilder text = new StringBuilder();
        header(text);
        text.append(String.format(Locale.ROOT, LINE, "", "recorded", "replayed").replaceAll(" +\n", "\n"));
        for (ServiceName service : services()) {
            text.append("service ").append(service).append('\n');
            of(text, service);
        }
        text.append("all nodes\n");
        row(text, "called down", summary -> count(summary.alarms().size()));
        for (Verdict verdict : Verdict.values()) {
            row(text, "  " + verdict, summary -> count(summary.alarms(verdict)));
        }
        list(text, "recorded", recorded);
        list(text, "replayed", replayed);
        foresight(text);
        return text.toString().replaceAll(UNFIT, "?");
    }

    private void header(StringBuilder text) {
        List<Beat> beats = recording.all(Beat.class);
        text.append("from ").append(recording.start()).append(" to ").append(recording.end());
        text.append(" (")
                .append(Durations.format(Duration.ofNanos(recording.nanos())))
                .append(")\n");
        text.append(beats.size()).append(" heartbeats of ").append(nodes(beats)).append(" nodes");
        text.append(gaps()).append("\n");
        text.append("recorded with ").append(words(recordedOptions())).append('\n');
        text.append("replayed with ").append(changes()).append("\n\n");
    }

    private String gaps() {
        long lost = recording.all(Lost.class).stream().mapToLong(Lost::entries).sum();
        return (recording.skipped() == 0 ? "" : ", " + recording.skipped() + " damaged lines skipped")
                + (lost == 0 ? "" : ", " + lost + " entries missing");
    }

    private SortedMap<String, String> recordedOptions() {
        return recording.lastOpened().map(Opened::options).orElse(new TreeMap<>());
    }

    private String changes() {
        SortedMap<String, String> changes = new TreeMap<>(options);
        changes.entrySet().removeAll(recordedOptions().entrySet());
        return changes.isEmpty() ? "the same options" : words(changes);
    }

    private static String words(Map<String, String> options) {
        return options.isEmpty()
                ? "options that are not known"
                : options.entrySet().stream()
                        .map(option -> "--" + option.getKey() + " " + option.getValue())
                        .collect(Collectors.joining(" "));
    }

    private void of(StringBuilder text, ServiceName service) {
        row(
                text,
                "changes of plan",
                summary -> in(summary, service).map(it -> count(it.plans())).orElse("-"));
        row(
                text,
                "switches",
                summary -> in(summary, service)
                        .map(it -> count(it.switches().size()))
                        .orElse("-"));
        for (NodeName node : nodes(service)) {
            row(
                    text,
                    "share of " + node,
                    summary -> in(summary, service)
                            .map(it -> percent(it.shares().getOrDefault(node, 0.0)))
                            .orElse("-"));
        }
        row(
                text,
                "share of the fallback",
                summary -> in(summary, service)
                        .map(it -> percent(it.fallbackShare()))
                        .orElse("-"));
    }

    private void row(StringBuilder text, String name, Function<Summary, String> value) {
        text.append(String.format(Locale.ROOT, LINE, name, value.apply(recorded), value.apply(replayed)));
    }

    private static void list(StringBuilder text, String title, Summary summary) {
        for (ServiceSummary service : summary.services()) {
            shown(
                    text,
                    "switches of " + service.service() + ", " + title,
                    service.switches(),
                    it -> it.at() + "  " + it.from() + " -> " + it.to() + "; " + it.reason());
        }
        shown(
                text,
                "called down, " + title,
                summary.alarms(),
                it -> it.at() + "  " + it.node() + " after " + Durations.format(it.silence()) + " of silence: "
                        + it.verdict());
    }

    private void foresight(StringBuilder text) {
        shown(
                text,
                "forecasts of low memory",
                foresight.warnings(),
                it -> it.at() + "  " + it.node() + " below " + ByteSize.format(it.floorBytes()) + " in about "
                        + minutes(it.left()) + ": " + outcome(it));
        shown(text, "low memory without a forecast", foresight.unforeseen(), it -> it.at() + "  " + it.node());
        foresight
                .errorBelow(0.5)
                .ifPresent(median -> text.append(String.format(
                        Locale.ROOT,
                        "%nerror of the time left, where it came true: %.0f %% at the median, nine of ten below %.0f %%%n",
                        100 * median,
                        100 * foresight.errorBelow(0.9).orElseThrow())));
    }

    private static String outcome(Warning warning) {
        return switch (warning.outcome()) {
            case CAME_TRUE -> "it was, after " + minutes(warning.came().orElseThrow());
            case TAKEN_BACK -> "it was not";
            case STANDS -> "the journal ends before";
        };
    }

    private static String minutes(Duration duration) {
        return String.format(Locale.ROOT, "%.1f min", duration.toMillis() / 60e3);
    }

    private static <T> void shown(StringBuilder text, String title, List<T> found, Function<T, String> line) {
        if (found.isEmpty()) {
            return;
        }
        text.append('\n').append(title).append('\n');
        found.stream()
                .limit(MOST_SHOWN)
                .map(line)
                .forEach(it -> text.append("  ").append(it).append('\n'));
        if (found.size() > MOST_SHOWN) {
            text.append("  and ").append(found.size() - MOST_SHOWN).append(" more; --json has them all\n");
        }
    }

    /** For programs: maps, lists, texts and numbers. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("from", recording.start().toString());
        json.put("to", recording.end().toString());
        json.put("heartbeats", recording.all(Beat.class).size());
        json.put("damagedLines", recording.skipped());
        json.put(
                "missingEntries",
                recording.all(Lost.class).stream().mapToLong(Lost::entries).sum());
        json.put("recorded", side(recordedOptions(), recorded));
        json.put("replayed", side(options, replayed));
        json.put("forecast", jsonOfForesight());
        return json;
    }

    private Map<String, Object> jsonOfForesight() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "warnings",
                foresight.warnings().stream().map(ReplayReport::json).toList());
        json.put(
                "unforeseen",
                foresight.unforeseen().stream()
                        .map(it -> new TreeMap<>(Map.of(
                                "at", it.at().toString(), "node", it.node().value())))
                        .toList());
        foresight.errorBelow(0.5).ifPresent(error -> json.put("medianError", error));
        foresight.errorBelow(0.9).ifPresent(error -> json.put("nineOfTenErrorsBelow", error));
        return json;
    }

    private static Map<String, Object> json(Warning warning) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", warning.at().toString());
        json.put("node", warning.node().value());
        json.put("floorBytes", warning.floorBytes());
        json.put("inMillis", warning.left().toMillis());
        warning.came().ifPresent(came -> json.put("cameAfterMillis", came.toMillis()));
        json.put("outcome", warning.outcome().name().toLowerCase(Locale.ROOT));
        return json;
    }

    private static Map<String, Object> side(Map<String, String> options, Summary summary) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("options", options);
        json.put("services", summary.services().stream().map(ReplayReport::json).toList());
        json.put(
                "calledDown",
                summary.alarms().stream()
                        .map(alarm -> Map.of(
                                "at", alarm.at().toString(),
                                "node", alarm.node().value(),
                                "silenceMillis", alarm.silence().toMillis(),
                                "verdict", alarm.verdict().name().toLowerCase(Locale.ROOT)))
                        .map(TreeMap::new)
                        .toList());
        return json;
    }

    private static Map<String, Object> json(ServiceSummary service) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("service", service.service().value());
        json.put("changesOfPlan", service.plans());
        Map<String, Double> shares = new TreeMap<>();
        service.shares().forEach((node, share) -> shares.put(node.value(), share));
        json.put("shares", shares);
        json.put("fallbackShare", service.fallbackShare());
        json.put(
                "switches",
                service.switches().stream()
                        .map(it -> new TreeMap<>(Map.of(
                                "at", it.at().toString(), "from", it.from(), "to", it.to(), "reason", it.reason())))
                        .toList());
        return json;
    }

    private SortedSet<ServiceName> services() {
        SortedSet<ServiceName> names = new TreeSet<>();
        recorded.services().forEach(service -> names.add(service.service()));
        replayed.services().forEach(service -> names.add(service.service()));
        return names;
    }

    private SortedSet<NodeName> nodes(ServiceName service) {
        SortedSet<NodeName> names = new TreeSet<>();
        in(recorded, service).ifPresent(it -> names.addAll(it.shares().keySet()));
        in(replayed, service).ifPresent(it -> names.addAll(it.shares().keySet()));
        return names;
    }

    private static Optional<ServiceSummary> in(Summary summary, ServiceName service) {
        return summary.services().stream()
                .filter(it -> it.service().equals(service))
                .findFirst();
    }

    private static long nodes(List<Beat> beats) {
        return beats.stream().map(beat -> beat.heartbeat().node()).distinct().count();
    }

    private static String count(long number) {
        return Long.toString(number);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
