package dev.mandor.manager.explain;

import static dev.mandor.manager.TestNodes.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.TestNodes;
import dev.mandor.manager.cluster.Balancing;
import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.Factors;
import dev.mandor.manager.cluster.LeastConn;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.MemoryWeighted;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.Prospect;
import dev.mandor.manager.cluster.RoundRobin;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.Score;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Takeover;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.explain.Explanation.Change;
import dev.mandor.manager.explain.Explanation.Kind;
import dev.mandor.manager.explain.Explanation.Node;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.MemoryReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an explanation says would change, does, and with one byte less does not: the real rule is asked, on random clusters. */
class AccountsTest {
    private static final int CLUSTERS = 4_000;
    private static final List<MinFree> FLOORS =
            List.of(MinFree.NONE, MinFree.DEFAULT, MinFree.parse("64MiB"), MinFree.parse("50%"));

    private final Map<Kind, Integer> flips = new EnumMap<>(Kind.class);
    private final Map<Kind, Integer> stays = new EnumMap<>(Kind.class);

    @Test
    void winnerChangesAtEachFigureAndNotBefore() {
        for (long seed = 0; seed < CLUSTERS; seed++) {
            Random random = new Random(seed);
            MaxFreeMemory policy =
                    new MaxFreeMemory(Threshold.parse(any(random, List.of("0", "1", "64MiB", "5%", "50%", "100%"))));
            Case it = Case.of(random, policy);
            Explanation explanation = it.explanation();
            String what = "seed " + seed;

            assertThat(explanation.next()).as("seed %d", seed).isEmpty();
            for (Node node : explanation.nodes()) {
                NodeStatus status = it.node(node.name());
                node.changes().forEach(change -> checkWinner(it, status, change, what));
                checkNothingIsMissing(it, node, status);
            }
        }
        assertThat(flips).containsOnlyKeys(Kind.values());
        assertThat(flips.values()).allMatch(count -> count > 20, "each kind was met often");
        assertThat(stays).containsOnlyKeys(Kind.LOST, Kind.PROVEN, Kind.ENOUGH_MEMORY, Kind.BACK);
    }

    @Test
    void whoServesAmongManyChangesAsIsSaid() {
        for (long seed = 0; seed < CLUSTERS; seed++) {
            Random random = new Random(seed);
            Balancing balancing = any(random, List.of(Balancing.ROUND_ROBIN, Balancing.IP_HASH));
            MinFree floor = any(random, FLOORS);
            SelectionPolicy policy = any(
                    random,
                    List.of(
                            new RoundRobin(balancing),
                            new LeastConn(),
                            new MemoryWeighted(balancing, floor),
                            new Score(balancing, floor, Factors.DEFAULT)));
            Case it = Case.of(random, policy);
            for (Node node : it.explanation().nodes()) {
                NodeStatus status = it.node(node.name());
                for (Change change : node.changes()) {
                    checkSharer(it, status, change, "seed " + seed + ", " + node.name() + ": " + change);
                }
            }
        }
        assertThat(flips).containsOnlyKeys(Kind.LOST, Kind.LOW_MEMORY, Kind.PROVEN, Kind.ENOUGH_MEMORY, Kind.BACK);
    }

    private void checkWinner(Case it, NodeStatus node, Change change, String seed) {
        String what = seed + ", " + node.name() + ": " + change;
        Optional<String> now = it.winner(it.snapshot());
        Optional<String> then = change.serves().or(() -> change.kind() == Kind.LOST ? Optional.empty() : now);
        (change.serves().isPresent() ? flips : stays).merge(change.kind(), 1, Integer::sum);
        changed(node, change)
                .forEach(next -> assertThat(it.winner(it.with(next))).as(what).isEqualTo(then));
        OptionalLong notYet = switch (change.kind()) {
            case MORE_MEMORY -> OptionalLong.of(change.bytes().orElseThrow() - 1);
            case LESS_MEMORY -> OptionalLong.of(change.bytes().orElseThrow() + 1);
            case LOW_MEMORY, ENOUGH_MEMORY, LOST, PROVEN, BACK -> OptionalLong.empty();
        };
        notYet.ifPresent(bytes ->
                assertThat(it.winner(it.with(steady(node, bytes)))).as(what).isEqualTo(now));
    }

    private void checkSharer(Case it, NodeStatus node, Change change, String what) {
        boolean isStrict = !change.text().contains("if the others have room");
        if (!isStrict) {
            return;
        }
        flips.merge(change.kind(), 1, Integer::sum);
        boolean serves = change.serves().isPresent();
        // of one service's health or way alone it is said only that it can serve again
        boolean isOfTheHost = node.state() == node.hostState();
        if (change.kind() == Kind.BACK && !serves && !isOfTheHost) {
            return;
        }
        changed(node, change)
                .forEach(next -> assertThat(
                                it.serving(it.with(next)).contains(node.name().value()))
                        .as(what)
                        .isEqualTo(serves));
    }

    /** What the figures of a node that has no such change could do is nothing. */
    private static void checkNothingIsMissing(Case it, Node node, NodeStatus status) {
        Optional<String> now = it.winner(it.snapshot());
        if (node.changes().stream().noneMatch(change -> change.kind() == Kind.MORE_MEMORY)) {
            long all = status.memory().totalBytes();
            assertThat(it.winner(it.with(steady(status, all)))).isEqualTo(now);
        }
        if (now.equals(Optional.of(node.name()))
                && node.changes().stream().noneMatch(change -> change.kind() == Kind.LESS_MEMORY)) {
            assertThat(it.winner(it.with(steady(status, node.floorBytes())))).isEqualTo(now);
        }
    }

    /** A node that would have to be in another state first. */
    @Test
    void figureForANodeThatDoesNotCompeteYetIsRightOnceItDoes() {
        int met = 0;
        for (long seed = 0; seed < CLUSTERS; seed++) {
            Random random = new Random(seed);
            MaxFreeMemory policy = new MaxFreeMemory(Threshold.parse(any(random, List.of("0", "64MiB", "5%"))));
            Case it = Case.of(random, policy);
            Optional<Takeover> takeover =
                    Takeover.of(policy, it.snapshot(), Serving.of(it.decision().plan()));
            for (NodeStatus node : it.snapshot().nodes()) {
                if (takeover.isPresent() && node.state().isSilent()) {
                    NodeStatus back = node.as(takeover.get().incumbent().state());
                    OptionalLong least = takeover.get().leastFor(node);
                    long most = least.orElse(node.memory().totalBytes() + 1);
                    if (least.isPresent()) {
                        met++;
                        assertThat(it.winner(it.with(steady(back, most))))
                                .contains(node.name().value());
                    }
                    assertThat(it.winner(it.with(steady(back, most - 1)))).isEqualTo(it.winner(it.snapshot()));
                }
            }
        }
        assertThat(met).isGreaterThan(200);
    }

    /** Each way in which the change may come. */
    private static List<NodeStatus> changed(NodeStatus node, Change change) {
        return switch (change.kind()) {
            case MORE_MEMORY, LESS_MEMORY -> List.of(steady(node, change.bytes().orElseThrow()));
            case LOW_MEMORY -> List.of(node.as(NodeState.LOW_MEMORY));
            case LOST ->
                List.of(
                        node.as(NodeState.DOWN),
                        node.as(NodeState.SUSPECT),
                        node.as(NodeState.LEFT),
                        with(TestNodes.unhealthy(node.last()), node));
            case PROVEN -> List.of(node.as(NodeState.LIVE));
            case ENOUGH_MEMORY -> List.of(node.as(node.prospect().isTrusted() ? NodeState.LIVE : NodeState.PROBATION));
            case BACK -> List.of(with(healthy(node.last()), node).as(NodeState.PROBATION));
        };
    }

    private static NodeStatus steady(NodeStatus it, long bytes) {
        return new NodeStatus(
                it.last(),
                it.age(),
                it.tolerance(),
                it.hostState(),
                bytes,
                it.cautiousFreeBytes(),
                it.load(),
                it.rival(),
                it.prospect(),
                it.unreachable());
    }

    private static NodeStatus with(Heartbeat last, NodeStatus it) {
        return new NodeStatus(
                last,
                it.age(),
                it.tolerance(),
                it.hostState(),
                it.freeBytes(),
                it.cautiousFreeBytes(),
                it.load(),
                it.rival(),
                it.prospect(),
                it.unreachable());
    }

    private static Heartbeat healthy(Heartbeat it) {
        return TestNodes.heartbeat(it.node().value(), it.boot(), it.seq(), it.memory(), it.interval());
    }

    private static <T> T any(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A cluster of up to seven nodes, and what was decided for it when somebody or nobody served. */
    private record Case(SelectionPolicy policy, MinFree floor, ClusterSnapshot snapshot, Decision decision) {
        static Case of(Random random, SelectionPolicy policy) {
            List<NodeStatus> nodes = new ArrayList<>();
            int size = random.nextInt(8);
            for (int number = 1; number <= size; number++) {
                nodes.add(node("worker" + number, random));
            }
            ClusterSnapshot snapshot = new ClusterSnapshot(nodes);
            Serving before = random.nextBoolean()
                    ? Serving.NOTHING
                    : new Serving(Map.of(TestNodes.endpoint("worker" + (1 + random.nextInt(8))), 1));
            return new Case(policy, any(random, FLOORS), snapshot, policy.decide(snapshot, before));
        }

        private static NodeStatus node(String name, Random random) {
            long total = any(random, List.of(256L, 700L, 1000L, 1024L)) * MIB;
            long free = any(random, List.of(0L, 128 * MIB, 128 * MIB + 1, 200 * MIB, 256 * MIB, (long)
                    (random.nextDouble() * total)));
            Heartbeat last = TestNodes.heartbeat(name, 1, 1, new MemoryReading(free, total), Duration.ofSeconds(5));
            NodeState state = random.nextInt(3) > 0 ? NodeState.LIVE : any(random, List.of(NodeState.values()));
            boolean proven = random.nextBoolean();
            return new NodeStatus(
                    state == NodeState.UNHEALTHY ? TestNodes.unhealthy(last) : last,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30),
                    isOfTheHost(state) ? state : NodeState.LIVE,
                    free,
                    random.nextBoolean() ? free : (long) (random.nextDouble() * total),
                    last.load(),
                    Optional.empty(),
                    new Prospect(
                            Duration.ofSeconds(29),
                            proven ? Duration.ZERO : Duration.ofSeconds(random.nextInt(9)),
                            proven ? 0 : 1),
                    state == NodeState.UNREACHABLE ? Set.of(last.endpoint()) : Set.of());
        }

        private static boolean isOfTheHost(NodeState state) {
            return state != NodeState.UNHEALTHY && state != NodeState.UNREACHABLE;
        }

        Explanation explanation() {
            return new Explainer(floor, false, false)
                    .explain(TestNodes.service(policy), decision, snapshot, true, Instant.EPOCH, Instant.EPOCH);
        }

        NodeStatus node(String name) {
            return snapshot.nodes().stream()
                    .filter(node -> node.name().value().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        ClusterSnapshot with(NodeStatus changed) {
            return new ClusterSnapshot(snapshot.nodes().stream()
                    .map(node -> node.name().equals(changed.name()) ? changed : node)
                    .toList());
        }

        Optional<String> winner(ClusterSnapshot then) {
            return serving(then).stream().findFirst();
        }

        List<String> serving(ClusterSnapshot then) {
            return policy.decide(then, Serving.of(decision.plan()))
                    .plan()
                    .serving()
                    .map(Server::node)
                    .map(Object::toString)
                    .toList();
        }
    }
}
