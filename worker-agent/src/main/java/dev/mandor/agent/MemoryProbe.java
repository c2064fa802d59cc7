package dev.mandor.agent;

import dev.mandor.model.MemoryReading;

/** Where memory readings come from. */
public interface MemoryProbe {
    /**
     * Reads the host's memory now.
     *
     * @throws IllegalArgumentException when what the system says cannot be the memory of a machine
     */
    MemoryReading read();
}
