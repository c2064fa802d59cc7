package dev.mandor.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.IpAddress;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** With a real web service's socket on the loopback interface. */
class ConfirmByConnectTest {
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final NodeRegistry registry =
            new NodeRegistry(new LivenessPolicy(TOLERANCE), Duration.ofDays(1), MinFree.NONE);

    @Test
    void silentNodeThatAnswersIsVouchedForAndIsCalledDownWithoutIt() throws Exception {
        try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            registry.observe(heartbeat(web.getLocalPort()), 0);
            new ConfirmByConnect(registry, () -> seconds(2)).onSnapshot(registry.snapshot(seconds(2)));

            try (Socket asked = web.accept()) {
                assertThat(asked.isConnected()).isTrue();
            }
            awaitPardon();
            assertThat(state(seconds(3))).isEqualTo(NodeState.LIVE);
            assertThat(state(seconds(3) + 1)).isEqualTo(NodeState.DOWN);
        }
    }

    @Test
    void nodeThatWasHeardInTheFirstHalfOfItsToleranceIsNotAsked() throws IOException {
        try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            registry.observe(heartbeat(web.getLocalPort()), 0);
            ClusterSnapshot snapshot = registry.snapshot(seconds(1));

            new ConfirmByConnect(registry, () -> seconds(1)).onSnapshot(snapshot);

            assertThat(state(seconds(2) + 1)).isEqualTo(NodeState.DOWN);
        }
    }

    private void awaitPardon() {
        long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (state(seconds(2) + 1) == NodeState.DOWN) {
            assertThat(System.nanoTime()).as("patience").isLessThan(patience);
            Thread.onSpinWait();
        }
    }

    private NodeState state(long nowNanos) {
        return registry.snapshot(nowNanos).nodes().get(0).state();
    }

    private static Heartbeat heartbeat(int port) {
        return new Heartbeat(
                new NodeName("worker1"),
                new Endpoint(IpAddress.parse("127.0.0.1"), port),
                TestNodes.memory(500),
                Instant.EPOCH,
                1,
                1,
                Duration.ofMillis(500));
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
