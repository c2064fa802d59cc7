package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.mandor.model.MemoryReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class OshiMemoryProbeTest {
    private static final long CLEARLY_APART = 256L << 20;

    @Test
    void totalIsWhatTheKernelCallsMemTotal() throws IOException {
        assertThat(new OshiMemoryProbe().read().totalBytes()).isEqualTo(meminfo("MemTotal"));
    }

    @Test
    void freeIsWhatTheKernelCallsMemAvailableNotMemFree() throws IOException {
        long available = meminfo("MemAvailable");
        long free = meminfo("MemFree");
        assumeThat(available - free).isGreaterThan(CLEARLY_APART);

        MemoryReading reading = new OshiMemoryProbe().read();

        assertThat(Math.abs(reading.freeBytes() - available)).isLessThan(Math.abs(reading.freeBytes() - free));
    }

    private static long meminfo(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }
}
