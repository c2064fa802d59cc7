package dev.mandor.manager.view;

import dev.mandor.daemon.Durations;
import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.LowSoon;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.probe.FallbackAnswer;
import dev.mandor.manager.probe.Probes;
import dev.mandor.manager.probe.Report;
import dev.mandor.manager.probe.SiteAnswer;
import dev.mandor.manager.traffic.TrafficState;
import dev.mandor.manager.view.Board.PastDecision;
import dev.mandor.manager.view.Board.Tick;
import dev.mandor.manager.view.Overview.Asked;
import dev.mandor.manager.view.Overview.Nginx;
import dev.mandor.manager.view.Overview.Node;
import dev.mandor.manager.view.Overview.Past;
import dev.mandor.manager.view.Overview.Served;
import dev.mandor.manager.view.Overview.Server;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes an {@link Overview} of what the threads left. Pure. */
final class Overviews {
    private static final int LATE_INTERVALS = 3;

    private Overviews() {}

    /** What does not change while the manager runs. */
    record Fixed(String version, Instant startedAt, String strategy, Duration tolerance, Duration interval) {}

    /** What was received, and what of it was not believed, since the start; and lately, by whom. */
    record Received(long heartbeats, Map<String, Long> rejected, List<Refusal> refusals) {}

    static Overview of(
            Fixed fixed,
            Tick tick,
            NginxWatch.State nginx,
            Received received,
            Map<NodeName, LowSoon> lowSoon,
            Probes probes,
            Optional<TrafficState> heard) {
        List<Served> services = tick.decisions().entrySet().stream()
                .map(decided -> served(decided.getKey(), decided.getValue(), tick, probes))
                .toList();
        Optional<Traffic> traffic = heard.map(state -> Traffics.of(state, services));
        List<Alarm> troubles =
                traffic.map(it -> Traffics.alarms(it, services, tick.at())).orElse(List.of());
        Map<Service, Headline> headlines = headlines(tick, probes, traffic);
        Headline headline = Headlines.ofAll(withTraffic(headlines, troubles), nginx, tick.settled());
        return new Overview(
                fixed.version(),
                tick.at(),
                fixed.startedAt(),
                headline.verdict(),
                headline.sentence(),
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
                Alarms.of(headlines, troubles, nginx, services, tick.snapshot(), lowSoon.values(), received.refusals()),
                received.refusals(),
                traffic);
    }

    /** What clients get of each service. */
    static Map<Service, Headline> headlines(Tick tick, Probes probes, Optional<Traffic> traffic) {
        Map<Service, RoutingPlan> plans = new LinkedHashMap<>();
        tick.decisions().forEach((service, decision) -> plans.put(service, decision.plan()));
        Map<ServiceName, Double> rates = new HashMap<>();
        plans.keySet()
                .forEach(service -> traffic.flatMap(it -> it.of(service.name().value()))
                        .ifPresent(it -> rates.put(service.name(), it.all().requestsPerSecond())));
        return new Headlines(probes, rates).ofEach(plans);
    }

    // One request that is answered does not make up for many that are not.
    private static Map<Service, Headline> withTraffic(Map<Service, Headline> headlines, List<Alarm> troubles) {
        Map<Service, Headline> all = new LinkedHashMap<>(headlines);
        troubles.forEach(trouble -> all.replaceAll((service, headline) -> {
            boolean isHidden = headline.verdict() == Overview.Verdict.SERVING
                    && trouble.service().equals(Optional.of(service.name().value()));
            return isHidden ? Headline.degraded("degraded: " + trouble.sentence(), trouble.remedy()) : headline;
        }));
        return all;
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

    private static Served served(Service service, Decision decision, Tick tick, Probes probes) {
        return new Served(
                service.name().value(),
                service.host().map(Object::toString),
                decision.plan().toString(),
                decision.reason().toString(),
                tick.since().getOrDefault(service.name(), tick.at()),
                decision.plan().servers().isEmpty(),
                servers(decision.plan()),
                silence(decision.plan(), tick.snapshot()),
                Optional.ofNullable(probes.sites().get(service.name())).map(Overviews::asked),
                Optional.ofNullable(probes.fallbacks().get(service.name())).map(Overviews::askedFallback));
    }

    private static Asked asked(Report<SiteAnswer> report) {
        SiteAnswer it = report.found();
        return new Asked(it.isGood(), it.inWords(), seconds(report.age()));
    }

    private static Asked askedFallback(Report<FallbackAnswer> report) {
        FallbackAnswer it = report.found();
        return new Asked(it.answers(), it.fallback() + " " + it.obstacle().orElse("answers"), seconds(report.age()));
    }

    // Well below the tolerance: then nothing is decided yet, and somebody who looks wants to know already.
    private static Optional<String> silence(RoutingPlan plan, ClusterSnapshot snapshot) {
        Set<NodeName> serving = plan.serving().map(RoutingPlan.Server::node).collect(Collectors.toSet());
        List<String> silent = snapshot.nodes().stream()
                .filter(node -> serving.contains(node.name()))
                .filter(node -> node.age().compareTo(node.last().interval().multipliedBy(LATE_INTERVALS)) > 0)
                .map(node -> node.name() + " has been silent for " + node.age().toSeconds() + " s, its tolerance is "
                        + Durations.format(node.tolerance()))
                .toList();
        return silent.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", silent));
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

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
