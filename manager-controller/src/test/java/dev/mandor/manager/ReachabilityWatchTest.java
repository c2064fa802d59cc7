package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.endpoint;
import static dev.mandor.manager.TestNodes.heartbeat;
import static dev.mandor.manager.TestNodes.service;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.Membership;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.model.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReachabilityWatchTest {
    private static final int ENOUGH = 5;

    private final Set<Endpoint> dead = new HashSet<>();
    private final List<Collection<Endpoint>> tried = new ArrayList<>();
    private final NodeRegistry registry =
            new NodeRegistry(new LivenessPolicy(Duration.ofSeconds(30)), Duration.ofSeconds(9), MinFree.parse("0"));
    private final ReachabilityWatch watch = new ReachabilityWatch(
            endpoints -> {
                tried.add(List.copyOf(endpoints));
                Set<Endpoint> unanswered = new HashSet<>(endpoints);
                unanswered.retainAll(dead);
                return unanswered;
            },
            registry);
    private final Service web = service(new MaxFreeMemory(Threshold.parse("5%")));

    @BeforeEach
    void threeNodesReport() {
        report(3);
    }

    @Test
    void nodeThatCannotBeReachedIsNoBackupEitherAndComesBack() {
        dead.add(endpoint("worker1"));
        look(ENOUGH - 1);
        assertThat(watch.look()).isTrue();

        assertThat(states()).containsExactly(NodeState.UNREACHABLE, NodeState.LIVE, NodeState.LIVE);
        assertThat(decide("worker1").plan().toString()).isEqualTo("worker2 serves, backups: worker3");

        dead.clear();
        look(ENOUGH - 1);
        assertThat(states()).startsWith(NodeState.UNREACHABLE);
        assertThat(watch.look()).isTrue();
        assertThat(states()).containsOnly(NodeState.LIVE);
    }

    @Test
    void whereNobodyCanBeReachedThePlanStaysAsItIs() {
        dead.addAll(Set.of(endpoint("worker1"), endpoint("worker2"), endpoint("worker3")));
        look(ENOUGH);

        assertThat(states()).containsOnly(NodeState.UNREACHABLE);
        assertThat(decide("worker2").plan().toString()).isEqualTo("worker2 serves, backups: worker1, worker3");
    }

    @Test
    void onlyThoseInDoubtAreTriedAgainAtOnce() {
        dead.add(endpoint("worker2"));
        look(2);

        assertThat(tried.get(0)).hasSize(3);
        assertThat(tried.get(1)).containsExactly(endpoint("worker2"));
    }

    @Test
    void ofVeryManyAPartIsTriedEachTimeAndAllInTheEnd() {
        report(Membership.DEFAULT_NODES);
        look(2);

        assertThat(tried).allMatch(round -> round.size() == 200);
        assertThat(tried.stream().flatMap(Collection::stream).distinct()).hasSize(Membership.DEFAULT_NODES);
    }

    @Test
    void whoIsNotHeardIsNotTried() {
        registry.observe(TestNodes.leaving(heartbeat("worker3", 1, 2)), 1);
        tell();
        look(1);

        assertThat(tried.get(0)).containsExactlyInAnyOrder(endpoint("worker1"), endpoint("worker2"));
    }

    private void report(int nodes) {
        IntStream.rangeClosed(1, nodes).forEach(number -> registry.observe(heartbeat("worker" + number, 1, 1), 0));
        tell();
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            watch.look();
        }
    }

    private void tell() {
        watch.onTick(snapshot(), Map.of(web, decide("worker1")), true);
    }

    private Decision decide(String serving) {
        return web.policy().decide(snapshot(), new Serving(Map.of(endpoint(serving), 1)));
    }

    private ClusterSnapshot snapshot() {
        return registry.snapshot(0);
    }

    private List<NodeState> states() {
        return snapshot().nodes().stream().map(NodeStatus::state).toList();
    }
}
