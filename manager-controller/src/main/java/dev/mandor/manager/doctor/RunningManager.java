package dev.mandor.manager.doctor;

import dev.mandor.daemon.Durations;
import dev.mandor.manager.view.Alarm;
import dev.mandor.manager.view.Overview;
import dev.mandor.manager.view.Overview.Node;
import dev.mandor.manager.view.Refusal;
import dev.mandor.model.ByteSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a manager that runs says of itself: what clients get, whom it hears, whom it refuses, what is wrong. It knows more than anybody
 * who looks beside it for some seconds, and it has the port. Pure.
 */
public final class RunningManager {
    private static final int MOST_LINES = 30;
    private static final int LATE_INTERVALS = 3;
    private static final double LONG_ENOUGH_SECONDS = 15; // for an agent to be heard, however it began
    private static final Set<String> MILD_STATES = Set.of("live", "on probation", "low on memory");
    private static final Set<String> STRANGERS = Set.of("malformed", "too_often");

    private RunningManager() {}

    /** @param it what it shows now */
    public static List<Finding> findings(Overview it) {
        List<Finding> findings = new ArrayList<>();
        findings.add(headline(it));
        silence(it).ifPresent(findings::add);
        clock(it).ifPresent(findings::add);
        it.services().forEach(service -> site(service).ifPresent(findings::add));
        Map<String, Node> nodes = it.nodes().stream().collect(Collectors.toMap(Node::name, Function.identity()));
        it.alarms().stream()
                .limit(MOST_LINES)
                .map(alarm -> finding(alarm, nodes, it.refusals()))
                .forEach(findings::add);
        it.nodes().stream()
                .filter(node -> it.alarms().stream().noneMatch(alarm -> isAbout(alarm, node)))
                .limit(MOST_LINES)
                .map(RunningManager::heard)
                .forEach(findings::add);
        return findings;
    }

    private static Finding headline(Overview it) {
        String sentence = "the running manager: " + it.headline();
        return switch (it.verdict()) {
            case SERVING -> Finding.ok(sentence);
            case STARTING -> Finding.warn(sentence, "check again in some seconds");
            case DEGRADED, FAILING -> Finding.fail(sentence, "see the lines below, and 'manager explain'");
        };
    }

    private static Optional<Finding> silence(Overview it) {
        double up = Duration.between(it.startedAt(), it.at()).toMillis() / 1000.0;
        List<Node> expected =
                it.nodes().stream().filter(node -> !node.state().equals("left")).toList();
        boolean isDeaf = expected.stream()
                .allMatch(node -> node.ageSeconds() > LATE_INTERVALS * Math.max(1, node.intervalSeconds()));
        if (!isDeaf || up < LONG_ENOUGH_SECONDS) {
            return Optional.empty();
        }
        double age = expected.stream().mapToDouble(Node::ageSeconds).min().orElse(up);
        return Optional.of(Finding.fail(
                "the running manager hears nothing: "
                        + (expected.isEmpty() ? "no heartbeat" : "the last heartbeat came")
                        + (expected.isEmpty() ? " since its start " : " ") + seconds(age) + " ago",
                it.refusals().isEmpty()
                        ? "let UDP through to its --port here and on the way (nft list ruleset, ufw status); on the nodes see"
                                + " the agent (systemctl status mandor-worker-agent) and its --manager"
                        : "see below why heartbeats are refused"));
    }

    private static Optional<Finding> clock(Overview it) {
        List<Refusal> late = it.refusals().stream()
                .filter(refusal -> refusal.reason().equals("wrong_time"))
                .toList();
        boolean noneIsHeard = it.nodes().stream().noneMatch(node -> MILD_STATES.contains(node.state()));
        return late.size() < 2 || !noneIsHeard
                ? Optional.empty()
                : Optional.of(Finding.fail(
                        late.size()
                                + " nodes are refused for their clocks and no other is heard: perhaps it is the clock of"
                                + " this machine that is wrong",
                        "timedatectl; set it right: timedatectl set-ntp true"));
    }

    private static Optional<Finding> site(Overview.Served service) {
        return service.site()
                .filter(Overview.Asked::well)
                .map(site -> Finding.ok("service " + service.name() + " was asked through nginx "
                        + seconds(site.ageSeconds()) + " ago: " + site.answer()));
    }

    private static Finding finding(Alarm alarm, Map<String, Node> nodes, List<Refusal> refusals) {
        boolean isMild = alarm.node()
                .map(nodes::get)
                .map(node -> MILD_STATES.contains(node.state()) && node.rival().isEmpty())
                .orElse(false);
        Optional<Refusal> refusal = refusals.stream()
                .filter(one -> alarm.sentence().contains(one.sentence()))
                .findFirst();
        boolean warns = refusal.map(one -> STRANGERS.contains(one.reason())).orElse(isMild);
        return warns ? Finding.warn(alarm.sentence(), alarm.remedy()) : Finding.fail(alarm.sentence(), alarm.remedy());
    }

    private static boolean isAbout(Alarm alarm, Node node) {
        return alarm.node().filter(node.name()::equals).isPresent();
    }

    private static Finding heard(Node node) {
        return Finding.ok(
                node.state().equals("left")
                        ? node.name() + " has left"
                        : node.name() + " at " + node.endpoint() + " is heard, " + seconds(node.ageSeconds()) + " ago: "
                                + ByteSize.format(node.freeBytes()) + " free of " + ByteSize.format(node.totalBytes())
                                + String.format(Locale.ROOT, ", may be silent for %.0f s", node.toleranceSeconds()));
    }

    private static String seconds(double seconds) {
        return Durations.format(Duration.ofMillis(Math.round(seconds * 1000)));
    }
}
