package dev.mandor.agent;

import java.util.OptionalDouble;
import oshi.hardware.CentralProcessor.TickType;

/**
 * How long all cores together have worked since the host started, in the kernel's clock ticks.
 *
 * @param busy ticks that were neither idle nor spent waiting for a disk. What a hypervisor took away counts as busy: the
 *     core was not there for new work
 * @param total all ticks
 */
record CpuTicks(long busy, long total) {
    /** @param ticks of {@code /proc/stat}, in the order of {@link TickType}; all of them 0 when it cannot be read */
    static CpuTicks of(long[] ticks) {
        long total = 0;
        for (long some : ticks) {
            total += some;
        }
        long idle = ticks[TickType.IDLE.getIndex()] + ticks[TickType.IOWAIT.getIndex()];
        return new CpuTicks(total - idle, total);
    }

    /**
     * The share of the time since {@code before} that was busy, from 0 to 1. Empty when no tick has passed, and when the
     * counters say what cannot be: the kernel's documentation warns that idle and iowait may decrease.
     */
    OptionalDouble loadSince(CpuTicks before) {
        long passed = total - before.total;
        double load = (double) (busy - before.busy) / passed;
        return passed > 0 && load >= 0 && load <= 1 ? OptionalDouble.of(load) : OptionalDouble.empty();
    }
}
