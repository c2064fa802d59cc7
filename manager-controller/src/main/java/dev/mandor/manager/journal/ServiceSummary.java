package dev.mandor.manager.journal;

import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.journal.JournalEntry.Decided;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the decisions on one service came to.
 *
 * @param plans how often the plan changed, after the first
 * @param switches those changes by which other nodes serve than before; a change of weights or backups is none
 * @param shares of the requests that each node would have got, had they come evenly: its weight among those that served, over
 *     the time since the first decision; 0 to 1
 * @param fallbackShare the same of the fallback
 */
public record ServiceSummary(
        ServiceName service,
        long plans,
        List<Switch> switches,
        SortedMap<NodeName, Double> shares,
        double fallbackShare) {
    private static final int SHOWN = 4;

    /**
     * @param decisions on one service, in their order
     * @param end until when the last one held
     */
    static ServiceSummary of(ServiceName service, List<Decided> decisions, Instant end) {
        List<Switch> switches = new ArrayList<>();
        SortedMap<NodeName, Double> seconds = new TreeMap<>();
        double fallback = 0;
        double all = 0;
        long plans = 0;
        Optional<Decided> before = Optional.empty();
        for (int index = 0; index < decisions.size(); index++) {
            Decided decided = decisions.get(index);
            Instant until =
                    index + 1 < decisions.size() ? decisions.get(index + 1).at() : end;
            double held = Math.max(0, Duration.between(decided.at(), until).toNanos() / 1e9);
            all += held;
            fallback += decided.servers().isEmpty() ? held : 0;
            share(decided, held, seconds);
            if (before.filter(earlier -> !earlier.servers().equals(decided.servers()))
                    .isPresent()) {
                plans++;
                before.flatMap(earlier -> switchBetween(earlier, decided)).ifPresent(switches::add);
            }
            before = Optional.of(decided);
        }
        double whole = all > 0 ? all : 1;
        seconds.replaceAll((node, served) -> served / whole);
        return new ServiceSummary(service, plans, switches, seconds, fallback / whole);
    }

    private static void share(Decided decided, double held, SortedMap<NodeName, Double> seconds) {
        List<Server> serving = serving(decided);
        int weights = serving.stream().mapToInt(Server::weight).sum();
        serving.forEach(server -> seconds.merge(server.node(), held * server.weight() / weights, Double::sum));
    }

    private static Optional<Switch> switchBetween(Decided before, Decided after) {
        String from = names(before);
        String to = names(after);
        return nodes(before).equals(nodes(after))
                ? Optional.empty()
                : Optional.of(new Switch(after.at(), from, to, after.reason()));
    }

    private static List<Server> serving(Decided decided) {
        return decided.servers().stream().filter(server -> !server.backup()).toList();
    }

    private static List<String> nodes(Decided decided) {
        return serving(decided).stream()
                .map(server -> server.node().value())
                .sorted()
                .toList();
    }

    private static String names(Decided decided) {
        List<String> nodes = nodes(decided);
        return nodes.isEmpty()
                ? "the fallback"
                : nodes.stream().limit(SHOWN).collect(Collectors.joining(", "))
                        + (nodes.size() > SHOWN ? " and " + (nodes.size() - SHOWN) + " more" : "");
    }
}
