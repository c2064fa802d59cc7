package dev.mandor.manager.view;

import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.view.Board.PastDecision;
import dev.mandor.manager.view.Glance.Change;
import dev.mandor.manager.view.Glance.Part;
import dev.mandor.manager.view.Glance.Row;
import dev.mandor.manager.view.Glance.Service;
import dev.mandor.manager.view.Overview.Node;
import dev.mandor.manager.view.Overview.Served;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a {@link Glance} of an {@link Overview}. Pure. */
final class Glances {
    static final int MOST_ROWS = 200;
    static final int MOST_ALARMS = 20;
    static final int MOST_SERVICES = 50;
    static final int MOST_SERVING = 12;
    static final int MOST_CHANGES = 40;
    private static final int MOST_PARTS = 10;
    private static final int LONGEST_TEXT = 300;

    private Glances() {}

    static Glance of(Overview it, List<PastDecision> past, Instant now, boolean alive, MemoryHistory.Column sample) {
        return new Glance(
                it.version(),
                now,
                it.at(),
                it.startedAt(),
                alive,
                it.verdict(),
                cut(it.headline()),
                it.settled(),
                it.strategy(),
                it.toleranceSeconds(),
                it.nodes().size(),
                it.nodes().stream().collect(Collectors.groupingBy(Node::state, TreeMap::new, Collectors.counting())),
                rows(it, node -> true),
                it.services().size(),
                it.services().stream()
                        .limit(MOST_SERVICES)
                        .map(service -> service(service, it.traffic()))
                        .toList(),
                new Overview.Nginx(
                        it.nginx().applied(),
                        it.nginx().problem().map(Glances::cut),
                        it.nginx().config(),
                        it.nginx().applies(),
                        it.nginx().failures()),
                it.decisions(),
                it.failovers(),
                it.alarms().size(),
                it.alarms().stream().limit(MOST_ALARMS).map(Glances::cut).toList(),
                changes(past.subList(0, Math.min(past.size(), MOST_CHANGES + 1))),
                sample);
    }

    /**
     * The most important of the nodes that are {@code wanted}: those who serve, those with whom something is wrong, the others. Neither
     * of the first two takes all the room.
     */
    static List<Row> rows(Overview it, Predicate<Node> wanted) {
        List<Node> nodes = it.nodes().stream().filter(wanted).toList();
        Set<Node> chosen = new LinkedHashSet<>();
        Stream.of(
                        nodes.stream().filter(node -> !node.serves().isEmpty()).limit(MOST_ROWS / 2),
                        nodes.stream()
                                .filter(node -> !node.state().equals("live"))
                                .limit(MOST_ROWS / 2),
                        nodes.stream().limit(MOST_ROWS))
                .flatMap(some -> some)
                .forEach(chosen::add);
        List<Node> shown = chosen.stream().limit(MOST_ROWS).toList();
        Map<String, List<Part>> parts = parts(it, shown.stream().map(Node::name).collect(Collectors.toSet()));
        return shown.stream()
                .map(node -> row(node, parts.getOrDefault(node.name(), List.of())))
                .toList();
    }

    private static Map<String, List<Part>> parts(Overview it, Set<String> nodes) {
        Map<String, List<Part>> parts = new HashMap<>();
        for (Served service : it.services()) {
            for (Overview.Server server : service.servers()) {
                if (nodes.contains(server.node())) {
                    List<Part> known = parts.computeIfAbsent(server.node(), node -> new ArrayList<>());
                    if (known.size() < MOST_PARTS) {
                        known.add(part(service, server, it.traffic().flatMap(got -> got.of(service.name()))));
                    }
                }
            }
        }
        return parts;
    }

    private static Part part(Served service, Overview.Server server, Optional<Traffic.OfService> traffic) {
        return new Part(
                service.name(),
                server.role(),
                server.weight(),
                server.share(),
                traffic.map(got -> OptionalDouble.of(
                                got.of(server.node()).map(Traffic.By::share).orElse(0.0)))
                        .orElse(OptionalDouble.empty()));
    }

    private static Row row(Node it, List<Part> parts) {
        return new Row(
                it.name(),
                it.state(),
                it.endpoint(),
                it.freeBytes(),
                it.totalBytes(),
                it.ageSeconds(),
                it.toleranceSeconds(),
                it.cpuLoad(),
                it.rival(),
                it.lowMemoryInSeconds(),
                List.copyOf(parts));
    }

    private static Service service(Served it, Optional<Traffic> traffic) {
        List<String> serving = it.servers().stream()
                .filter(server -> server.role().equals("serving"))
                .map(Overview.Server::node)
                .toList();
        return new Service(
                it.name(),
                it.host(),
                cut(it.reason()),
                it.since(),
                it.fallback(),
                serving.size(),
                List.copyOf(serving.subList(0, Math.min(serving.size(), MOST_SERVING))),
                it.silence().map(Glances::cut),
                it.site().map(Glances::cut),
                it.fallbackSite().map(Glances::cut),
                traffic.flatMap(got -> got.of(it.name())).map(got -> new Glance.Got(got.all(), got.fallbackShare())));
    }

    /** @param newestFirst one more than are wanted: the oldest tells only whether the next was a switch */
    private static List<Change> changes(List<PastDecision> newestFirst) {
        List<PastDecision> oldestFirst = new ArrayList<>(newestFirst);
        Collections.reverse(oldestFirst);
        Map<ServiceName, Set<String>> before = new LinkedHashMap<>();
        List<Change> changes = new ArrayList<>();
        for (PastDecision it : oldestFirst) {
            Set<String> serving = serving(it.decision().plan());
            Set<String> old = before.put(it.service(), serving);
            changes.add(change(it, serving, old != null && !old.equals(serving)));
        }
        Collections.reverse(changes);
        return List.copyOf(changes.subList(0, Math.min(changes.size(), MOST_CHANGES)));
    }

    private static Set<String> serving(RoutingPlan plan) {
        return plan.serving().map(server -> server.node().value()).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Change change(PastDecision it, Set<String> serving, boolean switched) {
        return new Change(
                it.at(),
                it.service().value(),
                cut(it.decision().plan().toString()),
                cut(it.decision().reason().toString()),
                serving.stream().limit(MOST_SERVING).toList(),
                switched);
    }

    private static Alarm cut(Alarm it) {
        return new Alarm(cut(it.sentence()), cut(it.remedy()), it.node(), it.service());
    }

    private static Overview.Asked cut(Overview.Asked it) {
        return new Overview.Asked(it.well(), cut(it.answer()), it.ageSeconds());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
    }
}
