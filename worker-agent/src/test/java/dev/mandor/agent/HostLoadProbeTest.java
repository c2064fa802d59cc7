package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.model.HostLoad;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostLoadProbeTest {
    private long[] ticks = ticks(100, 900);
    private long swapUsed = 52428800;
    private final LoadProbe probe =
            new HostLoadProbe(this::readTicks, new MemoryPressure(Path.of("/nowhere")), this::readSwap);

    @Test
    void firstReadingHasNoCpuLoad() {
        assertThat(probe.read().cpuLoad()).isEmpty();
    }

    @Test
    void cpuLoadIsThatSinceTheReadingBefore() {
        probe.read();
        ticks = ticks(150, 950);
        assertThat(probe.read().cpuLoad()).hasValue(0.5);
        ticks = ticks(150, 1000);
        assertThat(probe.read().cpuLoad()).hasValue(0);
    }

    @Test
    void cpuLoadIsUnknownUntilThereAreTwoReadingsAgain() {
        probe.read();
        ticks = null;
        assertThat(probe.read().cpuLoad()).isEmpty();
        ticks = ticks(150, 950);
        assertThat(probe.read().cpuLoad()).isEmpty();
        ticks = ticks(200, 1000);
        assertThat(probe.read().cpuLoad()).hasValue(0.5);
    }

    @Test
    void statThatCannotBeReadIsUnknown() {
        ticks = new long[8]; // what OSHI says then

        probe.read();

        assertThat(probe.read().cpuLoad()).isEmpty();
    }

    @Test
    void figureThatFailsLeavesTheOthersAsTheyAre() {
        probe.read();
        ticks = ticks(150, 950);
        swapUsed = Long.MIN_VALUE;

        HostLoad load = probe.read();

        assertThat(load.swapUsedBytes()).isEmpty();
        assertThat(load.memoryPressure()).isEmpty();
        assertThat(load.cpuLoad()).hasValue(0.5);
    }

    @Test
    void usedSwapIsTold() {
        assertThat(probe.read().swapUsedBytes()).hasValue(52428800);
        swapUsed = 0;
        assertThat(probe.read().swapUsedBytes()).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, (1L << 50) + 1, Long.MAX_VALUE})
    void impossibleSwapIsUnknown(long bytes) {
        swapUsed = bytes;

        assertThat(probe.read().swapUsedBytes()).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thisHostTellsItsLoad() {
        LoadProbe probe = HostLoadProbe.ofThisHost();

        HostLoad load = probe.read();

        assertThat(load.swapUsedBytes()).isPresent();
        assertThat(load.cpuLoad()).isEqualTo(OptionalDouble.empty());
    }

    private static long[] ticks(long user, long idle) {
        return new long[] {user, 0, 0, idle, 0, 0, 0, 0};
    }

    private long[] readTicks() {
        if (ticks == null) {
            throw new IllegalStateException("odd");
        }
        return ticks;
    }

    private long readSwap() {
        if (swapUsed == Long.MIN_VALUE) {
            throw new IllegalStateException("odd");
        }
        return swapUsed;
    }
}
