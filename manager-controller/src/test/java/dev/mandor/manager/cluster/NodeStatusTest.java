package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.heartbeat;
import static dev.mandor.manager.TestNodes.service;
import static dev.mandor.manager.TestNodes.snapshot;
import static dev.mandor.manager.TestNodes.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HostLoad;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A node, and a service's nodes, as seen for one port. The node answers at 8080, well at 9000, and not at 9001. */
class NodeStatusTest {
    @ParameterizedTest
    @CsvSource({"8080, LIVE", "9000, LIVE", "9001, UNHEALTHY", "9002, LIVE"})
    void nodeServesThoseOfItsServicesThatAnswerAndThatNobodyWatches(int port, NodeState state) {
        NodeStatus seen = node(NodeState.LIVE, true).at(port);

        assertThat(seen.state()).isEqualTo(state);
        assertThat(seen.endpoint()).isEqualTo(Endpoint.parse("10.0.0.1:" + port));
    }

    @Test
    void deadServiceOfANodeSaysNothingOfItsOthers() {
        NodeStatus node = node(NodeState.LIVE, false);

        assertThat(node.state()).isEqualTo(NodeState.UNHEALTHY);
        assertThat(node.at(9000).state()).isEqualTo(NodeState.LIVE);
        assertThat(node.hostState()).isEqualTo(NodeState.LIVE);
    }

    @ParameterizedTest
    @EnumSource
    void verdictOnTheHostIsForAllItsServices(NodeState hostState) {
        assertThat(node(hostState, true).at(9000).state()).isEqualTo(hostState);
        assertThat(node(hostState, true).at(9001).state())
                .isEqualTo(hostState.isUsable() ? NodeState.UNHEALTHY : hostState);
    }

    @Test
    void serviceWithAPortSeesAllNodesThere() {
        ClusterSnapshot cluster = snapshot(node(NodeState.LIVE, true));

        assertThat(serviceAt(9001).of(cluster)).isEqualTo(cluster.at(9001));
        assertThat(serviceAt(9001).of(cluster).candidates()).isEmpty();
        assertThat(service(new LeastConn()).of(cluster)).isSameAs(cluster);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65536})
    void serviceAtAPortThatCannotBeIsRefused(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> serviceAt(port))
                .withMessage("a port is a number from 1 to 65535, not " + port);
    }

    @Test
    void serviceIsShownAsItIsWritten() {
        assertThat(serviceAt(65535)).hasToString("web=65535");
        assertThat(service(new LeastConn())).hasToString("workers");
        assertThat(new Service(
                        new ServiceName("api"),
                        OptionalInt.of(1),
                        Optional.of(new HostName("api.example.org")),
                        new LeastConn()))
                .hasToString("api=1@api.example.org");
    }

    private static Service serviceAt(int port) {
        return new Service(new ServiceName("web"), OptionalInt.of(port), Optional.empty(), new LeastConn());
    }

    private static NodeStatus node(NodeState hostState, boolean healthy) {
        Heartbeat it = heartbeat("worker1", 1, 1);
        Heartbeat last = new Heartbeat(
                it.node(),
                it.endpoint(),
                it.memory(),
                HostLoad.UNKNOWN,
                healthy,
                false,
                Map.of(9000, true, 9001, false),
                it.time(),
                it.boot(),
                it.seq(),
                it.interval());
        return status(last, Duration.ofSeconds(1), hostState);
    }
}
