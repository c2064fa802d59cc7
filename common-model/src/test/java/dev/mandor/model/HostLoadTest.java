package dev.mandor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostLoadTest {
    private static final long PEBIBYTE = 1L << 50;

    @Test
    void unknownHoldsNoFigure() {
        assertThat(HostLoad.UNKNOWN.cpuLoad()).isEmpty();
        assertThat(HostLoad.UNKNOWN.memoryPressure()).isEmpty();
        assertThat(HostLoad.UNKNOWN.swapUsedBytes()).isEmpty();
    }

    @Test
    void hostMayBeIdleOrUsedUp() {
        assertThatNoException().isThrownBy(() -> load(0, 0, 0));
        assertThatNoException().isThrownBy(() -> load(1, 100, PEBIBYTE));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-Double.MIN_VALUE, 1.0000000000000002, Double.NaN, Double.POSITIVE_INFINITY, -1})
    void cpuLoadIsAShareFromZeroToOne(double cpuLoad) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(cpuLoad, 0, 0))
                .withMessage("impossible CPU load of " + cpuLoad);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-Double.MIN_VALUE, 100.00000000000001, Double.NaN, Double.NEGATIVE_INFINITY})
    void memoryPressureIsAPercentage(double memoryPressure) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(0, memoryPressure, 0))
                .withMessage("impossible memory pressure of " + memoryPressure);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, PEBIBYTE + 1, Long.MIN_VALUE, Long.MAX_VALUE})
    void usedSwapIsFromZeroToOnePebibyte(long bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(0, 0, bytes))
                .withMessage("impossible used swap of " + bytes + " bytes");
    }

    private static HostLoad load(double cpuLoad, double memoryPressure, long swapUsedBytes) {
        return new HostLoad(
                OptionalDouble.of(cpuLoad), OptionalDouble.of(memoryPressure), OptionalLong.of(swapUsedBytes));
    }
}
