package dev.mandor.agent;

import dev.mandor.model.HostLoad;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import oshi.SystemInfo;
import oshi.hardware.VirtualMemory;
import oshi.util.driver.linux.proc.CpuStat;

/**
 * Reads the host's load from {@code /proc}, through OSHI where OSHI knows it. Used by one thread: the CPU load is that since
 * the reading before, so that the very first has none.
 *
 * <p>The ticks come from OSHI's own driver of {@code /proc/stat}: {@code CentralProcessor}, which is OSHI's front door to
 * them, first finds out about sockets, caches and frequencies, and would cost the agent memory for what nobody asked.
 */
final class HostLoadProbe implements LoadProbe {
    private final Supplier<long[]> cpuTicks;
    private final MemoryPressure memoryPressure;
    private final LongSupplier swapUsed;
    private CpuTicks before;

    private HostLoadProbe(VirtualMemory swap) {
        this(CpuStat::getSystemCpuLoadTicks, MemoryPressure.OF_HOST, swap::getSwapUsed);
    }

    /** For tests, which have a host of their own. */
    HostLoadProbe(Supplier<long[]> cpuTicks, MemoryPressure memoryPressure, LongSupplier swapUsed) {
        this.cpuTicks = cpuTicks;
        this.memoryPressure = memoryPressure;
        this.swapUsed = swapUsed;
    }

    static HostLoadProbe ofThisHost() {
        return new HostLoadProbe(new SystemInfo().getHardware().getMemory().getVirtualMemory());
    }

    @Override
    public HostLoad read() {
        return new HostLoad(cpuLoad(), memoryPressure.read(), swapUsed());
    }

    private OptionalDouble cpuLoad() {
        CpuTicks earlier = before;
        try {
            before = CpuTicks.of(cpuTicks.get());
        } catch (RuntimeException e) { // whatever OSHI met: a heartbeat without the load is better than none
            before = null;
        }
        return earlier == null || before == null ? OptionalDouble.empty() : before.loadSince(earlier);
    }

    private OptionalLong swapUsed() {
        try {
            long used = swapUsed.getAsLong();
            return used >= 0 && used <= HostLoad.MOST_SWAP_BYTES ? OptionalLong.of(used) : OptionalLong.empty();
        } catch (RuntimeException e) { // as above
            return OptionalLong.empty();
        }
    }
}
