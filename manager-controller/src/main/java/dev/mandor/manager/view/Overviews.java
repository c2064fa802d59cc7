package dev.mandor.manager.view;

import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.LowSoon;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.traffic.TrafficState;
import dev.mandor.manager.view.Board.PastDecision;
import dev.mandor.manager.view.Board.Tick;
import dev.mandor.manager.view.Overview.Nginx;
import dev.mandor.manager.view.Overview.Node;
import dev.mandor.manager.view.Overview.Past;
import dev.mandor.manager.view.Overview.Served;
import dev.mandor.manager.view.Overview.Server;
import dev.mandor.manager.view.Overview.Verdict;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Makes an {@link Overview} of what the threads left. Pure. */
final class Overviews {
    private Overviews() {}

    /** What does not change while the manager runs. */
    record Fixed(String version, Instant startedAt, String strategy, Duration tolerance, Duration interval) {}

    /** What was received, and what of it was not believed, since the start. */
    record Received(long heartbeats, Map<String, Long> rejected) {}

    static Overview of(
            Fixed fixed,
            Tick tick,
            NginxWatch.State nginx,
            Received received,
            Map<NodeName, LowSoon> lowSoon,
            Optional<TrafficState> heard) {
        List<Served> services = tick.decisions().entrySet().stream()
                .map(decided -> served(decided.getKey(), decided.getValue(), tick))
                .toList();
        Optional<Traffic> traffic = heard.map(state -> Traffics.of(state, services));
        return new Overview(
                fixed.version(),
                tick.at(),
                fixed.startedAt(),
                verdict(tick, services, nginx),
                tick.settled(),
                fixed.strategy(),
                seconds(fixed.tolerance()),
                seconds(fixed.interval()),
                nodes(tick, lowSoon),
                services,
                new Nginx(
                        nginx.applied(),
                        nginx.problem(),
                        nginx.config(),
                        nginx.installs().count(),
                        nginx.failures()),
                tick.plans(),
                tick.failovers(),
                received.heartbeats(),
                received.rejected(),
                alarms(tick, services, nginx, lowSoon, traffic),
                traffic);
    }

    static List<Past> past(Tick tick) {
        return tick.past().stream().map(Overviews::past).toList();
    }

    private static Past past(PastDecision it) {
        RoutingPlan plan = it.decision().plan();
        return new Past(
                it.at(),
                it.service().value(),
                plan.toString(),
                it.decision().reason().toString(),
                servers(plan));
    }

    private static Verdict verdict(Tick tick, List<Served> services, NginxWatch.State nginx) {
        if (!tick.settled() && !nginx.applied()) {
            return Verdict.STARTING;
        }
        boolean allServed = !services.isEmpty() && services.stream().noneMatch(Served::fallback);
        return allServed && nginx.applied() ? Verdict.SERVING : Verdict.DEGRADED;
    }

    private static List<Node> nodes(Tick tick, Map<NodeName, LowSoon> lowSoon) {
        Map<String, List<String>> serves = new HashMap<>();
        tick.decisions()
                .forEach((service, decision) -> decision.plan()
                        .serving()
                        .forEach(server -> serves.computeIfAbsent(server.node().value(), node -> new ArrayList<>())
                                .add(service.name().value())));
        return tick.snapshot().nodes().stream()
                .map(node -> node(
                        node,
                        serves.getOrDefault(node.name().value(), List.of()),
                        Optional.ofNullable(lowSoon.get(node.name()))))
                .toList();
    }

    private static Node node(NodeStatus it, List<String> serves, Optional<LowSoon> lowSoon) {
        return new Node(
                it.name().value(),
                it.state().toString(),
                it.endpoint().toString(),
                it.memory().freeBytes(),
                it.memory().totalBytes(),
                it.freeBytes(),
                seconds(it.age()),
                seconds(it.tolerance()),
                seconds(it.last().interval()),
                it.last().healthy(),
                it.last().leaving(),
                it.load().cpuLoad(),
                it.load().memoryPressure(),
                it.load().swapUsedBytes(),
                List.copyOf(serves),
                it.rival().map(Object::toString),
                lowSoon.isPresent() ? OptionalDouble.of(seconds(lowSoon.get().left())) : OptionalDouble.empty());
    }

    private static Served served(Service service, Decision decision, Tick tick) {
        return new Served(
                service.name().value(),
                service.host().map(Object::toString),
                decision.plan().toString(),
                decision.reason().toString(),
                tick.since().getOrDefault(service.name(), tick.at()),
                decision.plan().servers().isEmpty(),
                servers(decision.plan()));
    }

    private static List<Server> servers(RoutingPlan plan) {
        int sum = plan.serving().mapToInt(RoutingPlan.Server::weight).sum();
        return Stream.concat(
                        plan.servers().stream()
                                .map(server -> server(server, server.backup() ? "backup" : "serving", sum)),
                        plan.reserve().stream().map(server -> server(server, "reserve", sum)))
                .toList();
    }

    private static Server server(RoutingPlan.Server it, String role, int sum) {
        double share = role.equals("serving") ? (double) it.weight() / sum : 0;
        return new Server(it.node().value(), it.endpoint().toString(), role, it.weight(), share, it.maxConns());
    }

    private static List<String> alarms(
            Tick tick,
            List<Served> services,
            NginxWatch.State nginx,
            Map<NodeName, LowSoon> lowSoon,
            Optional<Traffic> traffic) {
        List<String> alarms = new ArrayList<>();
        services.stream()
                .filter(Served::fallback)
                .forEach(service -> alarms.add("no worker serves " + service.name() + ": " + service.reason()));
        traffic.ifPresent(it -> alarms.addAll(Traffics.alarms(it, services, tick.at())));
        nginx.problem().ifPresent(problem -> alarms.add("nginx does not have the plan: " + problem));
        tick.snapshot().nodes().stream()
                .map(Overviews::alarm)
                .flatMap(Optional::stream)
                .forEach(alarms::add);
        lowSoon.values().forEach(node -> alarms.add(node.toString()));
        return alarms;
    }

    private static Optional<String> alarm(NodeStatus node) {
        if (node.rival().isPresent()) {
            return Optional.of("two machines report as " + node.name() + ": " + node.endpoint() + " and "
                    + node.rival().get());
        }
        boolean isWell = node.state() == NodeState.LIVE || node.state() == NodeState.LEFT;
        return isWell ? Optional.empty() : Optional.of(node.name() + " is " + node.state());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
