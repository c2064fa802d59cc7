package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuTicksTest {
    @Test
    void coreThatIsIdleOrWaitsForADiskIsNotBusy() {
        //                      user nice system idle iowait irq softirq steal
        assertThat(CpuTicks.of(new long[] {1, 2, 4, 8, 16, 32, 64, 128})).isEqualTo(new CpuTicks(231, 255));
    }

    @Test
    void loadIsTheBusyShareOfTheTimeSinceBefore() {
        assertThat(new CpuTicks(1_250, 11_000).loadSince(new CpuTicks(1_000, 10_000)))
                .hasValue(0.25);
    }

    @Test
    void hostMayHaveBeenIdleOrBusyAllTheTime() {
        assertThat(new CpuTicks(5, 11).loadSince(new CpuTicks(5, 10))).hasValue(0);
        assertThat(new CpuTicks(6, 11).loadSince(new CpuTicks(5, 10))).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"5, 10", "5, 9", "4, 11", "7, 11", "0, 0"})
    void loadIsUnknownWhenNoTimePassedOrTheCountersLie(long busy, long total) {
        assertThat(new CpuTicks(busy, total).loadSince(new CpuTicks(5, 10))).isEmpty();
    }
}
