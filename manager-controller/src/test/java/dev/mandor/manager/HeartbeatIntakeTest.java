package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.heartbeat;
import static dev.mandor.manager.TestNodes.leaving;
import static dev.mandor.manager.TestNodes.sentFrom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.Membership;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HeartbeatCodec;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HeartbeatIntakeTest {
    @RegisterExtension
    private final CapturedLog log = new CapturedLog(Rejections.class);

    private final NodeRegistry registry = new NodeRegistry(
            new LivenessPolicy(Duration.ofSeconds(30)),
            Duration.ofDays(365),
            MinFree.NONE,
            new Membership(2, Duration.ofDays(1)));
    private final Rejections rejections = new Rejections();
    private int urgencies;
    private final HeartbeatIntake intake = new HeartbeatIntake(
            new Admission(
                    Optional.empty(),
                    new AddressRule(List.of(Network.parse("10.0.0.0/8")), false),
                    Duration.ofMinutes(1)),
            registry,
            () -> urgencies++,
            rejections);

    @Test
    void garbageIsDroppedAndTheNextGoodOneIsTaken() {
        take("{not json");
        take("");
        take(heartbeat("worker1", 1, 1));

        assertThat(registry.snapshot(0).nodes())
                .singleElement()
                .hasFieldOrPropertyWithValue("name", heartbeat("worker1", 1, 1).node());
        assertThat(log.take()).containsExactly("WARN dropped a datagram from 10.1.1.1: not valid JSON");
    }

    @Test
    void nodeThatLeavesWakesTheDecision() {
        take(heartbeat("worker1", 1, 1));
        assertThat(urgencies).isZero();

        take(leaving(heartbeat("worker1", 1, 2)));
        assertThat(urgencies).isOne();
    }

    @Test
    void whatTheRegistryDoesNotBelieveIsNamed() {
        take(heartbeat("worker1", 1, 7));
        take(heartbeat("worker1", 1, 7));
        assertThat(log.take())
                .containsExactly("WARN dropped a datagram from 10.1.1.1: not newer than the last one of worker1");
    }

    @Test
    void secondMachineOfANameIsNamed() {
        take(heartbeat("worker1", 1, 7));
        take(sentFrom("worker9", heartbeat("worker1", 2, 1)));
        assertThat(log.take())
                .containsExactly(
                        "WARN dropped a datagram from 10.1.1.1: 10.0.0.9:8080 reports as worker1, which is heard"
                                + " from elsewhere; see --name");
    }

    @Test
    void nodeThatReportsWithoutPauseIsDroppedAndNamed() {
        for (int i = 0; i < 100; i++) {
            take(heartbeat("worker1", 1, i));
        }
        assertThat(log.take())
                .containsExactly(
                        "WARN dropped a datagram from 10.1.1.1: worker1 reports more often than an agent does");
        assertThat(registry.snapshot(0).nodes())
                .singleElement()
                .satisfies(node -> assertThat(node.last().seq()).isLessThan(30));
    }

    @Test
    void nodeTooManyIsNamed() {
        take(heartbeat("worker1", 1, 1));
        take(heartbeat("worker2", 1, 1));
        take(heartbeat("worker3", 1, 1));
        assertThat(log.take())
                .containsExactly(
                        "WARN dropped a datagram from 10.1.1.1: worker3 is new, and the limit of known nodes is"
                                + " reached; see --max-nodes");
    }

    @Test
    void whatIsTooMuchIsDroppedWithoutWaiting() {
        for (int i = 0; i < FairQueue.MOST_OF_ONE; i++) {
            intake.offer(arrival(HeartbeatCodec.encode(heartbeat("worker1", 1, i))));
        }
        assertThat(rejections.total(Rejection.OVERFLOW)).isZero();

        intake.offer(arrival(HeartbeatCodec.encode(heartbeat("worker1", 1, 1))));
        assertThat(rejections.total(Rejection.OVERFLOW)).isOne();
    }

    private void take(Heartbeat heartbeat) {
        intake.lookAt(arrival(HeartbeatCodec.encode(heartbeat)));
    }

    private void take(String text) {
        intake.lookAt(arrival(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Arrival arrival(byte[] datagram) {
        try {
            InetAddress sender = InetAddress.getByAddress(new byte[] {10, 1, 1, 1});
            return new Arrival(new DatagramPacket(datagram, datagram.length, sender, 40_000), 0, Instant.EPOCH);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
