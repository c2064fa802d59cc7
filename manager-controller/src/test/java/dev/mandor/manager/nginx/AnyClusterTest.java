package dev.mandor.manager.nginx;

import static dev.mandor.manager.TestNodes.service;
import static dev.mandor.manager.TestNodes.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.LeastConn;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.model.Endpoint;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds for every strategy, whatever the nodes report and whatever nginx does at the moment. */
class AnyClusterTest {
    private static final int CLUSTERS = 2000;
    private static final int ENOUGH_STEPS = 100;
    private static final Endpoint FALLBACK = Endpoint.parse("192.168.56.101:8080");

    private final NginxConfigRenderer renderer = new NginxConfigRenderer(80, Duration.ofMillis(100));

    @Test
    void somebodyServesIfAndOnlyIfSomebodyCan() {
        forAnyCluster(cluster -> assertThat(cluster.plan().serving().findAny().isPresent())
                .isEqualTo(!cluster.snapshot().candidates().isEmpty()));
    }

    @Test
    void onlyNodesThatCanServeDo() {
        forAnyCluster(cluster -> {
            Map<NodeName, NodeState> states =
                    cluster.snapshot().nodes().stream().collect(Collectors.toMap(NodeStatus::name, NodeStatus::state));
            RoutingPlan plan = cluster.plan();
            boolean isAnyReachable = states.values().stream().anyMatch(NodeState::isUsable);
            Predicate<NodeState> canServe =
                    state -> state.isUsable() || (state == NodeState.UNREACHABLE && !isAnyReachable);
            boolean mayProve =
                    cluster.snapshot().sharers().stream().anyMatch(node -> node.state() == NodeState.PROBATION);

            assertThat(plan.serving().map(server -> states.get(server.node())))
                    .allMatch(canServe)
                    .allMatch(state -> mayProve || state != NodeState.PROBATION);
            assertThat(plan.servers().stream().filter(Server::backup).map(server -> states.get(server.node())))
                    .allMatch(canServe.or(state -> state == NodeState.SUSPECT));
            assertThat(plan.reserve().stream().map(server -> states.get(server.node())))
                    .allMatch(state -> state == NodeState.SUSPECT);
        });
    }

    @Test
    void noNodeIsThereTwiceAndBackupsStandInTheOrderOfTheirNames() {
        forAnyCluster(cluster -> {
            List<Server> servers = cluster.plan().servers();

            assertThat(servers.stream().map(Server::node)).doesNotHaveDuplicates();
            assertThat(servers.stream().filter(Server::backup).map(Server::node))
                    .isSorted();
            assertThat(servers.stream().map(Server::backup))
                    .as("backups behind")
                    .isSorted();
        });
    }

    @Test
    void weightsAreForThoseWhoShareByThem() {
        forAnyCluster(cluster -> {
            List<Integer> weights = cluster.plan().serving().map(Server::weight).toList();
            if (cluster.policy() instanceof MaxFreeMemory) {
                assertThat(weights).hasSizeLessThanOrEqualTo(1);
            }
            if (cluster.isUnweighted()) {
                assertThat(weights).allMatch(weight -> weight == 1);
            }
            assertThat(weights).allMatch(weight -> weight >= 1 && weight <= RoutingPlan.MOST_WEIGHT);
        });
    }

    @Test
    void equalInputsInAnyOrderGiveEqualBytes() {
        forAnyCluster(cluster -> {
            List<NodeStatus> shuffled = new ArrayList<>(cluster.snapshot().nodes());
            Collections.shuffle(shuffled, cluster.random());
            RoutingPlan same = cluster.policy()
                    .decide(new ClusterSnapshot(shuffled), cluster.serving())
                    .plan();

            assertThat(text(same)).isEqualTo(text(cluster.plan()));
        });
    }

    @Test
    void fileReadBackTellsWhatThePlanSays() {
        forAnyCluster(cluster -> {
            Serving expected = Serving.of(cluster.plan());
            Serving read = NginxConfigReader.servingIn(text(cluster.plan()))
                    .getOrDefault(service(new LeastConn()).name(), Serving.NOTHING);

            assertThat(read).isEqualTo(expected);
            assertThat(List.copyOf(read.weights().keySet()))
                    .isEqualTo(List.copyOf(expected.weights().keySet()));
        });
    }

    @Test
    void managerThatStartsAgainOnTheSameReadingsChangesNothing() {
        forAnyCluster(RandomCluster::fresh, cluster -> {
            RoutingPlan plan = cluster.plan();
            Serving read = NginxConfigReader.servingIn(text(plan))
                    .getOrDefault(service(new LeastConn()).name(), Serving.NOTHING);

            assertThat(cluster.policy().decide(cluster.snapshot(), read).plan()).isEqualTo(plan);
        });
    }

    @Test
    void readingsThatMoveByUpToTwoPercentChangeNoShares() {
        forAnyCluster(RandomCluster::fresh, cluster -> {
            if (cluster.policy() instanceof MaxFreeMemory) {
                return; // has a threshold of its own
            }
            RoutingPlan plan = cluster.plan();
            ClusterSnapshot moved = new ClusterSnapshot(
                    cluster.snapshot().nodes().stream().map(cluster::moved).toList());

            assertThat(cluster.policy().decide(moved, Serving.of(plan)).plan()).isEqualTo(plan);
        });
    }

    @Test
    void sharesComeToRestWhereverTheyBegin() {
        forAnyCluster(RandomCluster::new, cluster -> {
            if (!cluster.hasOneNodeForEachEndpoint()) {
                return;
            }
            RoutingPlan plan = cluster.plan();
            RoutingPlan before = null;
            for (int step = 0; !plan.equals(before) && step < ENOUGH_STEPS; step++) {
                before = plan;
                plan = cluster.policy()
                        .decide(cluster.snapshot(), Serving.of(plan))
                        .plan();
            }
            assertThat(plan).isEqualTo(before);
        });
    }

    private String text(RoutingPlan plan) {
        return renderer.render(table(plan), FALLBACK).text();
    }

    private static void forAnyCluster(Consumer<RandomCluster> property) {
        forAnyCluster(RandomCluster::new, property);
    }

    private static void forAnyCluster(Function<Long, RandomCluster> cluster, Consumer<RandomCluster> property) {
        for (long seed = 0; seed < CLUSTERS; seed++) {
            try {
                property.accept(cluster.apply(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }
}
