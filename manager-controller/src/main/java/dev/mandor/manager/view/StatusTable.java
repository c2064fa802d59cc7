package dev.mandor.manager.view;

import dev.mandor.daemon.OneLine;
import dev.mandor.manager.view.Overview.Node;
import dev.mandor.manager.view.Overview.Served;
import dev.mandor.manager.view.Overview.Server;
import dev.mandor.model.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An {@link Overview} for a terminal: what matters first, then the nodes in aligned columns. Pure. */
public final class StatusTable {
    private static final String RED = "\u001b[31m";
    private static final String YELLOW = "\u001b[33m";
    private static final String GREEN = "\u001b[32m";
    private static final String PLAIN = "\u001b[0m";

    private StatusTable() {}

    /** Some lines, each with its end. */
    public static String of(Overview it, boolean coloured) {
        StringBuilder text = new StringBuilder();
        text.append(headline(it, coloured)).append('\n');
        for (Served service : it.services()) {
            text.append(OneLine.of((it.services().size() > 1 ? service.name() + ": " : "")
                            + service.plan()
                            + (it.settled() ? ", for " + since(service.since(), it.at()) : "")
                            + service.silence().map(silence -> "; " + silence).orElse("")))
                    .append('\n')
                    .append(OneLine.of("  because " + service.reason()))
                    .append('\n');
        }
        it.alarms()
                .forEach(alarm -> text.append(colour(OneLine.of("! " + alarm.sentence()), YELLOW, coloured))
                        .append('\n')
                        .append(OneLine.of("  -> " + alarm.remedy()))
                        .append('\n'));
        if (!it.nodes().isEmpty()) {
            text.append('\n').append(table(rows(it), it, coloured));
        }
        if (!it.services().isEmpty()) {
            text.append('\n').append(TrafficTable.of(it));
        }
        return text.toString();
    }

    private static String headline(Overview it, boolean coloured) {
        String colour = switch (it.verdict()) {
            case STARTING -> YELLOW;
            case SERVING -> GREEN;
            case DEGRADED, FAILING -> RED;
        };
        return colour(OneLine.of(it.headline()), colour, coloured);
    }

    private static List<List<String>> rows(Overview it) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("NODE", "STATE", "SERVES", "FREE", "TOTAL", "FREE %", "HEARD", "ADDRESS"));
        Map<String, List<String>> roles = roles(it.services());
        it.nodes()
                .forEach(node -> rows.add(row(
                        node,
                        String.join(", ", roles.getOrDefault(node.name(), List.of("-"))),
                        it.toleranceSeconds())));
        return rows;
    }

    /** What each node is to the services: where there is one, as {@code yes}, {@code 34 %}, {@code backup}; else with its name. */
    private static Map<String, List<String>> roles(List<Served> services) {
        Map<String, List<String>> roles = new HashMap<>();
        for (Served service : services) {
            for (Server server : service.servers()) {
                String role = server.role().equals("serving") ? share(server.share()) : server.role();
                if (services.size() == 1) {
                    roles.put(server.node(), List.of(role));
                } else if (server.share() > 0) {
                    roles.computeIfAbsent(server.node(), node -> new ArrayList<>())
                            .add(service.name() + (role.equals("yes") ? "" : " " + role));
                }
            }
        }
        return roles;
    }

    private static String share(double share) {
        return share < 1 ? String.format(Locale.ROOT, "%.0f %%", 100 * share) : "yes";
    }

    private static List<String> row(Node node, String serves, double usualTolerance) {
        return List.of(
                node.name(),
                node.state(),
                serves,
                ByteSize.format(node.freeBytes()),
                ByteSize.format(node.totalBytes()),
                String.format(Locale.ROOT, "%.0f", 100.0 * node.freeBytes() / node.totalBytes()),
                heard(node, usualTolerance),
                node.endpoint());
    }

    // A node that has lost heartbeats may be silent for longer than the others.
    private static String heard(Node node, double usualTolerance) {
        String ago = String.format(Locale.ROOT, "%.1f s ago", node.ageSeconds());
        return node.toleranceSeconds() == usualTolerance
                ? ago
                : ago + String.format(Locale.ROOT, " (may be %.0f s)", node.toleranceSeconds());
    }

    private static String table(List<List<String>> rows, Overview it, boolean coloured) {
        int[] widths = new int[rows.get(0).size()];
        rows.forEach(row -> {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        });
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < rows.size(); line++) {
            StringBuilder words = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                words.append(String.format(
                        "%-" + (widths[column] + 2) + "s", rows.get(line).get(column)));
            }
            boolean isWell = line == 0 || it.nodes().get(line - 1).state().equals("live");
            text.append(
                            isWell
                                    ? words.toString().stripTrailing()
                                    : colour(words.toString().stripTrailing(), YELLOW, coloured))
                    .append('\n');
        }
        return text.toString();
    }

    private static String since(Instant then, Instant now) {
        long seconds = Math.max(0, Duration.between(then, now).toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }

    private static String colour(String text, String colour, boolean coloured) {
        return coloured ? colour + text + PLAIN : text;
    }
}
