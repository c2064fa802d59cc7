package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.agent.HeartbeatPublisher.Identity;
import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HostLoad;
import dev.mandor.model.IpAddress;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatPublisherTest {
    private static final Instant NOW = Instant.parse("2026-11-21T19:36:38.123Z");

    private final FakeSender near = new FakeSender("10.0.0.1", "10.0.0.9");
    private final FakeSender far = new FakeSender("far.example:7777", "172.16.0.9");
    private final LogLines log = new LogLines(HeartbeatPublisher.class);
    private MemoryReading memory = new MemoryReading(413138944, 734003200);
    private HostLoad load = HostLoad.UNKNOWN;

    @AfterEach
    void detach() {
        log.close();
    }

    @Test
    void heartbeatSaysWhoWhereHowMuchAndWhen() {
        publisher(Optional.empty()).publish(NOW, Availability.IN_SERVICE);

        assertThat(near.received)
                .containsExactly(new Heartbeat(
                        new NodeName("worker1"),
                        Endpoint.parse("10.0.0.9:8080"),
                        memory,
                        NOW,
                        1000,
                        1,
                        Duration.ofSeconds(5)));
    }

    @Test
    void nodeIsAtTheAddressThatItSendsFrom() {
        publisher(Optional.empty()).publish(NOW, Availability.IN_SERVICE);

        assertThat(near.received).extracting(Heartbeat::endpoint).containsExactly(Endpoint.parse("10.0.0.9:8080"));
        assertThat(far.received).extracting(Heartbeat::endpoint).containsExactly(Endpoint.parse("172.16.0.9:8080"));
    }

    @Test
    void advertisedAddressWins() {
        publisher(Optional.of(IpAddress.parse("192.168.56.103"))).publish(NOW, Availability.IN_SERVICE);

        assertThat(near.received)
                .extracting(Heartbeat::endpoint)
                .containsExactly(Endpoint.parse("192.168.56.103:8080"));
        assertThat(far.received).extracting(Heartbeat::endpoint).containsExactly(Endpoint.parse("192.168.56.103:8080"));
    }

    @Test
    void sequenceGrowsByOneWithEachBeatAndIsTheSameForAllManagers() {
        HeartbeatPublisher publisher = publisher(Optional.empty());

        publisher.publish(NOW, Availability.IN_SERVICE);
        near.connectFault = "no route leads there";
        publisher.publish(NOW, Availability.IN_SERVICE);
        near.connectFault = null;
        publisher.publish(NOW, Availability.IN_SERVICE);

        assertThat(near.received).extracting(Heartbeat::seq).containsExactly(1L, 3L);
        assertThat(far.received).extracting(Heartbeat::seq).containsExactly(1L, 2L, 3L);
    }

    @Test
    void unreachableManagerKeepsNoOtherFromBeingTold() {
        HeartbeatPublisher publisher = publisher(Optional.empty());

        near.connectFault = "the name does not resolve";
        assertThat(publisher.publish(NOW, Availability.IN_SERVICE)).isEqualTo(1);
        near.connectFault = null;
        near.sendFault = "nobody listens there";
        assertThat(publisher.publish(NOW, Availability.IN_SERVICE)).isEqualTo(1);

        assertThat(near.received).isEmpty();
        assertThat(far.received).hasSize(2);
    }

    @Test
    void managersThatWereSentToAreCounted() {
        HeartbeatPublisher publisher = publisher(Optional.empty());

        assertThat(publisher.publish(NOW, Availability.IN_SERVICE)).isEqualTo(2);
        near.sendFault = "nobody listens there";
        far.sendFault = "nobody listens there";
        assertThat(publisher.publish(NOW, Availability.IN_SERVICE)).isZero();
    }

    @Test
    void eachBeatReadsTheMemoryAnew() {
        HeartbeatPublisher publisher = publisher(Optional.empty());

        publisher.publish(NOW, Availability.IN_SERVICE);
        memory = new MemoryReading(1, 734003200);
        publisher.publish(NOW, Availability.IN_SERVICE);

        assertThat(near.received)
                .extracting(heartbeat -> heartbeat.memory().freeBytes())
                .containsExactly(413138944L, 1L);
    }

    @Test
    void eachBeatReadsTheLoadAnewAndTheFarewellRepeatsIt() {
        HeartbeatPublisher publisher = publisher(Optional.empty(), near);

        publisher.publish(NOW, Availability.IN_SERVICE);
        load = new HostLoad(OptionalDouble.of(0.25), OptionalDouble.of(3.07), OptionalLong.of(1));
        publisher.publish(NOW, Availability.IN_SERVICE);
        publisher.leave(NOW);

        assertThat(near.received).extracting(Heartbeat::load).containsExactly(HostLoad.UNKNOWN, load, load);
    }

    @Test
    void memoryThatCannotBeReadIsNotReported() {
        HeartbeatPublisher publisher = publisher(Optional.empty());
        MemoryReading readable = memory;
        memory = null;

        assertThatIllegalArgumentException().isThrownBy(() -> publisher.publish(NOW, Availability.IN_SERVICE));
        assertThat(near.received).isEmpty();

        memory = readable;
        publisher.publish(NOW, Availability.IN_SERVICE);
        assertThat(near.received).hasSize(1);
    }

    @Test
    void everySendIsLogged() {
        publisher(Optional.empty()).publish(NOW, Availability.IN_SERVICE);

        assertThat(log.take())
                .containsExactly(
                        "INFO sent 394 MiB free of 700 to 10.0.0.1:9999 (seq 1)",
                        "INFO sent 394 MiB free of 700 to far.example:7777 (seq 1)");
    }

    @Test
    void unreachableManagerIsComplainedAboutOnceAndItsReturnIsToldOnce() {
        HeartbeatPublisher publisher = publisher(Optional.empty(), near);

        near.sendFault = "nobody listens there";
        publisher.publish(NOW, Availability.IN_SERVICE);
        publisher.publish(NOW, Availability.IN_SERVICE);
        assertThat(log.take()).containsExactly("WARN manager 10.0.0.1:9999 cannot be reached: nobody listens there");

        near.sendFault = null;
        publisher.publish(NOW, Availability.IN_SERVICE);
        publisher.publish(NOW, Availability.IN_SERVICE);
        publisher.publish(NOW, Availability.IN_SERVICE);
        publisher.publish(NOW, Availability.IN_SERVICE);
        assertThat(log.take())
                .containsExactly(
                        "INFO sent 394 MiB free of 700 to 10.0.0.1:9999 (seq 3)",
                        "INFO sent 394 MiB free of 700 to 10.0.0.1:9999 (seq 4)",
                        "INFO manager 10.0.0.1:9999 can be reached again",
                        "INFO sent 394 MiB free of 700 to 10.0.0.1:9999 (seq 5)",
                        "INFO sent 394 MiB free of 700 to 10.0.0.1:9999 (seq 6)");
    }

    @Test
    void refusalThatIsHeardOnlyNowAndThenIsStillOneProblem() {
        HeartbeatPublisher publisher = publisher(Optional.empty(), near);

        for (String fault : new String[] {"nobody listens there", null, null, "nobody listens there", null}) {
            near.sendFault = fault;
            publisher.publish(NOW, Availability.IN_SERVICE);
        }

        assertThat(log.take())
                .filteredOn(line -> !line.startsWith("INFO sent"))
                .containsExactly("WARN manager 10.0.0.1:9999 cannot be reached: nobody listens there");
    }

    @Test
    void anotherReasonIsComplainedAboutAnew() {
        HeartbeatPublisher publisher = publisher(Optional.empty(), near);

        near.sendFault = "nobody listens there";
        publisher.publish(NOW, Availability.IN_SERVICE);
        near.connectFault = "the name does not resolve";
        publisher.publish(NOW, Availability.IN_SERVICE);

        assertThat(log.take())
                .containsExactly(
                        "WARN manager 10.0.0.1:9999 cannot be reached: nobody listens there",
                        "WARN manager 10.0.0.1:9999 cannot be reached: the name does not resolve");
    }

    @Test
    void availabilityIsToldAndLogged() {
        HeartbeatPublisher publisher = publisher(Optional.empty(), near);

        publisher.publish(NOW, new Availability(false, false));
        publisher.publish(NOW, new Availability(true, true));

        assertThat(near.received).extracting(Heartbeat::healthy).containsExactly(false, true);
        assertThat(near.received).extracting(Heartbeat::leaving).containsExactly(false, true);
        assertThat(log.take())
                .containsExactly(
                        "INFO sent 394 MiB free of 700 to 10.0.0.1:9999 (seq 1, not healthy)",
                        "INFO sent 394 MiB free of 700 to 10.0.0.1:9999 (seq 2, leaving)");
    }

    @Test
    void healthOfFurtherPortsIsToldAndLogged() {
        HeartbeatPublisher publisher = publisher(Optional.empty(), near);
        Map<Integer, Boolean> ports = new TreeMap<>(Map.of(9000, true, 9001, false, 9002, false));

        publisher.publish(NOW, new Availability(true, false, ports));
        publisher.leave(NOW);

        assertThat(near.received).extracting(Heartbeat::otherPorts).containsExactly(ports, ports);
        assertThat(near.received).extracting(Heartbeat::leaving).containsExactly(false, true);
        assertThat(log.take())
                .containsExactly(
                        "INFO sent 394 MiB free of 700 to 10.0.0.1:9999 (seq 1, port 9001 not healthy, port 9002 not"
                                + " healthy)");
    }

    @Test
    void farewellIsTheLastHeartbeatWithANewNumberAndTime() {
        HeartbeatPublisher publisher = publisher(Optional.empty());
        publisher.publish(NOW, new Availability(false, false));

        assertThat(publisher.leave(NOW.plusMillis(1))).isEqualTo(2);

        Heartbeat last = near.received.get(0);
        assertThat(near.received.get(1))
                .isEqualTo(new Heartbeat(
                        last.node(),
                        last.endpoint(),
                        last.memory(),
                        last.load(),
                        false,
                        true,
                        last.otherPorts(),
                        NOW.plusMillis(1),
                        last.boot(),
                        2,
                        last.interval()));
    }

    @Test
    void farewellLooksForNoWay() {
        HeartbeatPublisher publisher = publisher(Optional.empty());
        publisher.publish(NOW, Availability.IN_SERVICE);
        near.connectFault = "a lookup that would hang";

        publisher.leave(NOW);

        assertThat(near.connects).isEqualTo(1);
        assertThat(near.received).hasSize(2);
    }

    @Test
    void managerThatNeverHeardOfThisNodeIsNotTold() {
        HeartbeatPublisher publisher = publisher(Optional.empty());
        near.connectFault = "no route leads there";
        publisher.publish(NOW, Availability.IN_SERVICE);

        assertThat(publisher.leave(NOW)).isEqualTo(1);

        assertThat(near.received).isEmpty();
        assertThat(far.received).hasSize(2);
    }

    @Test
    void managerThatCannotBeToldKeepsNoOtherFromBeingTold() {
        HeartbeatPublisher publisher = publisher(Optional.empty());
        publisher.publish(NOW, Availability.IN_SERVICE);
        near.sendFault = "nobody listens there";

        assertThat(publisher.leave(NOW)).isEqualTo(1);

        assertThat(far.received).extracting(Heartbeat::leaving).containsExactly(false, true);
    }

    @Test
    void whatIsSentAfterTheFarewellIsOneToo() {
        HeartbeatPublisher publisher = publisher(Optional.empty());
        publisher.publish(NOW, Availability.IN_SERVICE);

        publisher.leave(NOW);
        publisher.publish(NOW, Availability.IN_SERVICE);

        assertThat(near.received).extracting(Heartbeat::leaving).containsExactly(false, true, true);
        assertThat(near.received).extracting(Heartbeat::seq).containsExactly(1L, 2L, 3L);
    }

    @Test
    void farewellDuringABeatWinsByItsNumber() {
        HeartbeatPublisher publisher = publisher(Optional.empty(), near);
        publisher.publish(NOW, Availability.IN_SERVICE);
        // While a beat is on its way, as after a long lookup, another thread says farewell.
        near.beforeConnect = () -> publisher.leave(NOW);
        publisher.publish(NOW, Availability.IN_SERVICE);

        assertThat(near.received).extracting(Heartbeat::seq).containsExactly(1L, 3L, 2L);
        assertThat(near.received).extracting(Heartbeat::leaving).containsExactly(false, true, false);
    }

    private HeartbeatPublisher publisher(Optional<IpAddress> advertised) {
        return publisher(advertised, near, far);
    }

    private HeartbeatPublisher publisher(Optional<IpAddress> advertised, FakeSender... senders) {
        Identity identity = new Identity(new NodeName("worker1"), advertised, 8080, Duration.ofSeconds(5), 1000);
        return new HeartbeatPublisher(identity, this::readMemory, () -> load, List.of(senders));
    }

    private MemoryReading readMemory() {
        if (memory == null) {
            throw new IllegalArgumentException("impossible total memory of 0 bytes");
        }
        return memory;
    }
}
