package dev.mandor.manager.explain;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.Factors;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.MemoryWeighted;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.Reason.HeldInMassSilence;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.Score;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.explain.Explanation.Node;
import dev.mandor.manager.explain.Explanation.Role;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes an {@link Explanation} of a snapshot and the decision in force. Pure; takes as long as a few decisions.
 *
 * @param floor the manager's {@code --min-free}
 * @param confirms whether a silent node whose web service answers is given more time: {@code --confirm}
 * @param holds whether nothing changes when most fall silent at once: {@code --on-mass-silence hold}
 */
public record Explainer(MinFree floor, boolean confirms, boolean holds) {

    /**
     * @param decision what nginx is to have; if {@code settled} is false, what it would have
     * @param since when that was decided
     */
    public Explanation explain(
            Service service, Decision decision, ClusterSnapshot snapshot, boolean settled, Instant at, Instant since) {
        ClusterSnapshot seen = service.of(snapshot);
        Map<NodeName, Role> roles = roles(decision.plan());
        List<NodeStatus> serving = seen.nodes().stream()
                .filter(node -> roles.get(node.name()) == Role.SERVING)
                .toList();
        boolean ours = settled && !(decision.reason() instanceof HeldInMassSilence);
        Optional<Decision> next = ours ? next(service.policy(), seen, decision.plan()) : Optional.empty();
        Account account = ours ? account(service.policy(), seen, serving, decision.plan(), next) : ofStates();
        Map<NodeName, Double> shares = shares(decision.plan());
        return new Explanation(
                service.name().value(),
                at,
                since,
                settled,
                Optional.empty(),
                Optional.empty(),
                decision.plan().toString(),
                decision.reason().toString(),
                next.map(it -> it.plan() + ", because " + it.reason()),
                Optional.empty(),
                seen.nodes().stream()
                        .map(node -> node(
                                node,
                                roles.getOrDefault(node.name(), Role.NONE),
                                shares.getOrDefault(node.name(), 0.0),
                                account))
                        .sorted(Comparator.comparing(Node::role))
                        .toList());
    }

    /** What the policy wants now, if somebody else is to serve, or in other shares. */
    private static Optional<Decision> next(SelectionPolicy policy, ClusterSnapshot seen, RoutingPlan current) {
        Decision wanted = policy.decide(seen, Serving.of(current));
        return shares(wanted.plan()).equals(shares(current)) ? Optional.empty() : Optional.of(wanted);
    }

    private Account account(
            SelectionPolicy policy,
            ClusterSnapshot seen,
            List<NodeStatus> serving,
            RoutingPlan current,
            Optional<Decision> next) {
        WhyNot whyNot = whyNot();
        if (policy instanceof MaxFreeMemory winner) {
            return next.isPresent() ? ofStates() : WinnerAccount.of(winner, seen, Serving.of(current), whyNot);
        }
        if (policy instanceof MemoryWeighted) {
            return SharesAccount.weighted(seen, serving, Factors.MEMORY_ONLY, whyNot);
        }
        if (policy instanceof Score score) {
            return SharesAccount.weighted(seen, serving, score.factors(), whyNot);
        }
        return SharesAccount.alike(seen, serving, whyNot);
    }

    private Account ofStates() {
        return Account.ofStates(whyNot());
    }

    private WhyNot whyNot() {
        return new WhyNot(floor, confirms, holds);
    }

    private Node node(NodeStatus it, Role role, double share, Account account) {
        boolean serves = role == Role.SERVING;
        return new Node(
                it.name().value(),
                it.state().toString(),
                role,
                share,
                it.memory().freeBytes(),
                it.freeBytes(),
                it.cautiousFreeBytes(),
                it.memory().totalBytes(),
                floor.bytesFor(it.memory().totalBytes()),
                seconds(it.age()),
                seconds(it.tolerance()),
                Optional.empty(),
                account.because(it, serves),
                account.changes(it, serves));
    }

    private static Map<NodeName, Role> roles(RoutingPlan plan) {
        Map<NodeName, Role> roles = new HashMap<>();
        plan.reserve().forEach(server -> roles.put(server.node(), Role.RESERVE));
        plan.servers().forEach(server -> roles.put(server.node(), server.backup() ? Role.BACKUP : Role.SERVING));
        return roles;
    }

    private static Map<NodeName, Double> shares(RoutingPlan plan) {
        double sum = plan.serving().mapToInt(Server::weight).sum();
        Map<NodeName, Double> shares = new HashMap<>();
        plan.serving().forEach(server -> shares.put(server.node(), server.weight() / sum));
        return shares;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
