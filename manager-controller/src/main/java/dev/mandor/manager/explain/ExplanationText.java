package dev.mandor.manager.explain;

import dev.mandor.daemon.Durations;
import dev.mandor.daemon.OneLine;
import dev.mandor.manager.explain.Explanation.Change;
import dev.mandor.manager.explain.Explanation.Node;
import dev.mandor.manager.explain.Explanation.Role;
import dev.mandor.model.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * An {@link Explanation} for a terminal: the decision, then each node with why it has its role and what would change that. No
 * text of it can steer the terminal, whoever made it. Pure.
 */
public final class ExplanationText {
    private static final int MOST_NODES = 50;
    private static final String YELLOW = "\u001b[33m";
    private static final String GREEN = "\u001b[32m";
    private static final String PLAIN = "\u001b[0m";

    private ExplanationText() {}

    /** Some lines, each with its end. */
    public static String of(List<Explanation> explanations, boolean coloured) {
        if (explanations.isEmpty()) {
            return "nothing is decided yet\n";
        }
        return explanations.stream()
                .map(it -> of(it, explanations.size() > 1, coloured))
                .collect(Collectors.joining("\n"));
    }

    private static String of(Explanation it, boolean named, boolean coloured) {
        List<String> lines = new ArrayList<>();
        String name = named ? it.service() + ": " : "";
        it.clients().ifPresent(clients -> lines.add(OneLine.of(name + clients)));
        lines.add(OneLine.of((it.clients().isPresent() ? "" : name) + it.plan() + since(it)));
        it.lacks().ifPresent(lacks -> lines.add(colour(OneLine.of("but " + lacks), YELLOW, coloured)));
        lines.add(OneLine.of("because " + it.reason()));
        it.traffic().ifPresent(traffic -> lines.add(OneLine.of("clients get: " + traffic)));
        it.next()
                .ifPresent(next -> lines.add(colour(
                        OneLine.of("about to change, as soon as nginx may be reloaded again: " + next),
                        YELLOW,
                        coloured)));
        int[] widths = widths(it.nodes());
        it.nodes().stream().limit(MOST_NODES).forEach(node -> {
            lines.add("");
            lines.add(colour(OneLine.of(headline(node, widths)), colourOf(node), coloured));
            node.gets().ifPresent(gets -> lines.add(OneLine.of("  " + gets)));
            node.because().forEach(why -> lines.add(OneLine.of("  " + why)));
            node.changes().stream().map(Change::text).forEach(change -> lines.add(OneLine.of("  -> " + change)));
        });
        if (it.nodes().size() > MOST_NODES) {
            lines.add("");
            lines.add("and " + (it.nodes().size() - MOST_NODES) + " more nodes, see --json");
        }
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String since(Explanation it) {
        if (!it.settled()) {
            return ", but nothing is changed in nginx yet: the manager has just started";
        }
        Duration since = Duration.between(it.since(), it.at());
        return since.toSeconds() < 1 ? "" : ", for " + Durations.format(Duration.ofSeconds(since.toSeconds()));
    }

    private static int[] widths(List<Node> nodes) {
        return new int[] {
            nodes.stream().mapToInt(node -> node.name().length()).max().orElse(0),
            nodes.stream().mapToInt(node -> role(node).length()).max().orElse(0),
            nodes.stream().mapToInt(node -> node.state().length()).max().orElse(0)
        };
    }

    private static String headline(Node node, int[] widths) {
        return String.format(
                Locale.ROOT,
                "%-" + widths[0] + "s  %-" + widths[1] + "s  %-" + widths[2]
                        + "s  %s free of %s, steady %s, heard %.1f s ago",
                node.name(),
                role(node),
                node.state(),
                ByteSize.format(node.freeBytes()),
                ByteSize.format(node.totalBytes()),
                ByteSize.format(node.steadyFreeBytes()),
                node.ageSeconds());
    }

    private static String role(Node node) {
        return switch (node.role()) {
            case SERVING -> node.share() < 1 ? "serves " + Words.percent(node.share()) : "serves";
            case BACKUP -> "backup";
            case RESERVE -> "reserve";
            case NONE -> "not used";
        };
    }

    private static String colourOf(Node node) {
        if (node.role() == Role.SERVING) {
            return GREEN;
        }
        return node.state().equals("live") ? PLAIN : YELLOW;
    }

    private static String colour(String text, String colour, boolean coloured) {
        return coloured ? colour + text + PLAIN : text;
    }
}
