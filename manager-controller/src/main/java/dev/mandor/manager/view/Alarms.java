package dev.mandor.manager.view;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.LowSoon;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.Service;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All that is wrong now, what clients feel first, each with what helps. Pure. */
final class Alarms {
    private static final double FRESH_SECONDS = 60; // of what is refused: longer ago it is over

    private Alarms() {}

    /**
     * @param services what clients get of each, by the request that was tried
     * @param ofTraffic what is wrong by the requests of all
     */
    static List<Alarm> of(
            Map<Service, Headline> services,
            List<Alarm> ofTraffic,
            NginxWatch.State nginx,
            Collection<Overview.Served> served,
            ClusterSnapshot snapshot,
            Collection<LowSoon> lowSoon,
            List<Refusal> refusals) {
        List<Alarm> alarms = new ArrayList<>();
        Set<String> byFallback = served.stream()
                .filter(Overview.Served::fallback)
                .map(Overview.Served::name)
                .collect(Collectors.toSet());
        services.forEach((service, headline) -> {
            boolean isToldBelow = headline.verdict() == Overview.Verdict.DEGRADED
                    && byFallback.contains(service.name().value());
            if (headline.isTrouble() && !isToldBelow) {
                alarms.add(Alarm.ofService(service.name().value(), headline.sentence(), headline.remedy()));
            }
        });
        alarms.addAll(ofTraffic);
        served.stream().filter(Overview.Served::fallback).forEach(service -> alarms.add(noWorker(service)));
        nginx.problem()
                .ifPresent(problem ->
                        alarms.add(Alarm.of("nginx does not have the plan: " + problem, NginxRemedies.of(problem))));
        List<Refusal> fresh = refusals.stream()
                .filter(refusal -> refusal.ageSeconds() <= FRESH_SECONDS)
                .toList();
        snapshot.nodes().stream().flatMap(node -> ofNode(node, fresh).stream()).forEach(alarms::add);
        fresh.stream()
                .filter(refusal -> !isTold(refusal, snapshot))
                .map(Alarms::ofRefusal)
                .forEach(alarms::add);
        lowSoon.forEach(
                node -> alarms.add(
                        Alarm.ofNode(
                                node.node().value(),
                                node.toString(),
                                "'docker stats' on that node shows what grows; 'worker-agent drain' takes it out until that is repaired")));
        return alarms;
    }

    private static Alarm noWorker(Overview.Served service) {
        return Alarm.ofService(
                service.name(),
                "no worker serves " + service.name() + ": " + service.reason(),
                "'manager explain' says of each node why, and what would change it");
    }

    private static Optional<Alarm> ofNode(NodeStatus node, List<Refusal> refusals) {
        String name = node.name().value();
        if (node.rival().isPresent()) {
            return Optional.of(Alarm.ofNode(
                    name,
                    "two machines report as " + name + ": " + node.endpoint() + " and "
                            + node.rival().get(),
                    "give each agent a --name of its own; if one of them is not yours, see --key-file"));
        }
        return remedy(node)
                .map(remedy -> refusalOf(node, refusals)
                        .map(refusal -> Alarm.ofNode(
                                name,
                                name + " is " + node.state() + ", and its heartbeats are refused: "
                                        + refusal.sentence(),
                                refusal.remedy()))
                        .orElseGet(() -> Alarm.ofNode(name, name + " is " + node.state(), remedy)));
    }

    private static Optional<String> remedy(NodeStatus node) {
        return switch (node.state()) {
            case LIVE, LEFT -> Optional.empty();
            case PROBATION -> Optional.of("nothing: it serves again when it has proved itself, see 'manager explain'");
            case LOW_MEMORY ->
                Optional.of(
                        "'docker stats' on that node shows what takes its memory; 'manager explain' says how much it"
                                + " needs");
            case UNHEALTHY ->
                Optional.of("on that node: 'docker ps' and the log of its web service; see the agent's --health and"
                        + " --backend-port");
            case UNREACHABLE ->
                Optional.of(
                        "its agent is heard, its web service cannot be connected to from here: see firewalls, its port"
                                + " (--backend-port, mandor.port), and 'docker ps' on that node");
            case SUSPECT ->
                Optional.of(
                        "see whether heartbeats reach this machine: 'manager check', firewalls, this machine's link");
            case DOWN ->
                Optional.of("see whether that machine is up, its agent runs (systemctl status mandor-worker-agent), and"
                        + " UDP passes the firewalls");
        };
    }

    private static Optional<Refusal> refusalOf(NodeStatus node, List<Refusal> refusals) {
        return node.state().isSilent() || node.state() == NodeState.LEFT
                ? refusals.stream().filter(refusal -> isAbout(refusal, node)).findFirst()
                : Optional.empty();
    }

    private static boolean isTold(Refusal refusal, ClusterSnapshot snapshot) {
        return snapshot.nodes().stream()
                .filter(node -> isAbout(refusal, node))
                .anyMatch(node -> node.state().isSilent() || node.rival().isPresent());
    }

    static boolean isAbout(Refusal refusal, NodeStatus node) {
        return refusal.isAbout(node.name().value(), node.endpoint().ip().address());
    }

    private static Alarm ofRefusal(Refusal refusal) {
        return new Alarm(
                "heartbeats of " + refusal.who() + " are refused: " + refusal.sentence(),
                refusal.remedy(),
                refusal.node(),
                Optional.empty());
    }

    /** What {@code refusals} say of a node for which there is no reason to be silent. */
    static Stream<Refusal> about(NodeStatus node, List<Refusal> refusals) {
        return refusals.stream().filter(refusal -> isAbout(refusal, node));
    }
}
