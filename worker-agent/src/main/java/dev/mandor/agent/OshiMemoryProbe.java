package dev.mandor.agent;

import dev.mandor.model.MemoryReading;
import oshi.SystemInfo;
import oshi.hardware.GlobalMemory;

/**
 * Reads {@code /proc/meminfo} through OSHI, which also knows what to do on kernels too old to say {@code MemAvailable}. No
 * process is started, unlike by the scripts that this replaces.
 */
public final class OshiMemoryProbe implements MemoryProbe {
    private final GlobalMemory memory = new SystemInfo().getHardware().getMemory();

    @Override
    public MemoryReading read() {
        return new MemoryReading(memory.getAvailable(), memory.getTotal());
    }

    @Override
    public MemoryReading glance() {
        return MemInfoHead.OF_HOST.read().orElseGet(this::read);
    }
}
