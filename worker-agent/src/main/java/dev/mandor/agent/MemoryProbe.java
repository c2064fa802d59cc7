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

    /** As {@link #read}, for looks between two heartbeats: cheaper, where there is a cheaper way. */
    default MemoryReading glance() {
        return read();
    }
}
