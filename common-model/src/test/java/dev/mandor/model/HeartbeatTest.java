package dev.mandor.model;

import static dev.mandor.model.Heartbeats.FULL_EXAMPLE;
import static dev.mandor.model.Heartbeats.heartbeat;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatTest {
    @Test
    void higherSequenceOfTheSameBootIsNewer() {
        assertThat(heartbeat(1000, 2).isNewerThan(heartbeat(1000, 1))).isTrue();
        assertThat(heartbeat(1000, 1).isNewerThan(heartbeat(1000, 2))).isFalse();
    }

    @Test
    void copyIsNotNewer() {
        assertThat(heartbeat(1000, 2).isNewerThan(heartbeat(1000, 2))).isFalse();
    }

    @Test
    void laterBootIsNewerThoughItsSequenceBeginsAnew() {
        assertThat(heartbeat(1001, 0).isNewerThan(heartbeat(1000, 99))).isTrue();
        assertThat(heartbeat(1000, 99).isNewerThan(heartbeat(1001, 0))).isFalse();
    }

    @Test
    void bootAndSequenceCountFromZero() {
        assertThatNoException().isThrownBy(() -> heartbeat(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> heartbeat(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> heartbeat(0, -1));
    }

    @Test
    void intervalIsAboveZeroAndAtMostOneDay() {
        assertThatNoException().isThrownBy(() -> heartbeat(0, 0, Duration.ofDays(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> heartbeat(0, 0, Duration.ofDays(1).plusNanos(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> heartbeat(0, 0, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> heartbeat(0, 0, Duration.ofNanos(-1)));
    }

    @Test
    void furtherPortsAreInRisingOrder() {
        Map<Integer, Boolean> unordered = new LinkedHashMap<>();
        unordered.put(9001, false);
        unordered.put(80, true);
        unordered.put(9000, true);

        assertThat(heartbeat(true, unordered).otherPorts().keySet()).containsExactly(80, 9000, 9001);
    }

    @Test
    void furtherPortsNeverChange() {
        Map<Integer, Boolean> given = new HashMap<>(Map.of(9000, true));
        Heartbeat heartbeat = heartbeat(true, given);

        given.put(9000, false);

        assertThat(heartbeat.otherPorts()).containsExactly(Map.entry(9000, true));
        assertThatThrownBy(() -> heartbeat.otherPorts().put(9000, false))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void nodeHasAtMostSixteenFurtherPorts() {
        assertThatNoException().isThrownBy(() -> heartbeat(true, ports(16)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> heartbeat(true, ports(17)))
                .withMessage("a node has at most 16 further web services");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65536, Integer.MAX_VALUE})
    void furtherPortIsFromOneTo65535(int port) {
        assertThatNoException().isThrownBy(() -> heartbeat(true, Map.of(1, true, 65535, true)));
        assertThatIllegalArgumentException().isThrownBy(() -> heartbeat(true, Map.of(port, true)));
    }

    @Test
    void ownPortIsNoFurtherOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> heartbeat(true, Map.of(8080, true)))
                .withMessage("the node's own port 8080 is not among its further ones");
    }

    @Test
    void heartbeatAtItsOwnPortIsItself() {
        assertThat(FULL_EXAMPLE.at(8080)).isSameAs(FULL_EXAMPLE);
    }

    @Test
    void heartbeatAtAnotherPortTellsTheHealthOfThatPort() {
        Heartbeat heartbeat = heartbeat(false, Map.of(9000, true, 9001, false));

        assertThat(heartbeat.at(9000).endpoint()).hasToString("192.168.56.103:9000");
        assertThat(heartbeat.at(9000).isAvailable()).isTrue();
        assertThat(heartbeat.at(9001).isAvailable()).isFalse();
        assertThat(heartbeat.at(9000).at(9001).isAvailable()).isFalse();
    }

    @Test
    void portThatNobodyWatchesCountsAsHealthy() {
        assertThat(heartbeat(false, Map.of(9001, false)).at(9002).healthy()).isTrue();
    }

    @Test
    void heartbeatAtAnotherPortTellsTheSameOfItsNode() {
        Heartbeat there = FULL_EXAMPLE.at(9000);

        assertThat(there)
                .isEqualTo(new Heartbeat(
                        FULL_EXAMPLE.node(),
                        Endpoint.parse("192.168.56.103:9000"),
                        FULL_EXAMPLE.memory(),
                        FULL_EXAMPLE.load(),
                        true,
                        true,
                        Map.of(9001, false),
                        FULL_EXAMPLE.time(),
                        FULL_EXAMPLE.boot(),
                        FULL_EXAMPLE.seq(),
                        FULL_EXAMPLE.interval()));
    }

    @Test
    void thereIsNoHeartbeatAtAnImpossiblePort() {
        assertThatIllegalArgumentException().isThrownBy(() -> FULL_EXAMPLE.at(0));
    }

    private static Map<Integer, Boolean> ports(int number) {
        return IntStream.range(0, number).boxed().collect(toMap(i -> 9000 + i, i -> true));
    }
}
