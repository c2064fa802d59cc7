package dev.mandor.manager.cluster;

import dev.mandor.model.MemoryReading;
import java.time.Duration;

/**
 * What is made of a node's readings: one figure for choosing a winner, which must not change with noise, and one for sharing
 * load out, which must not come too late.
 *
 * @param low whether it is below the floor, or was and has not risen well above it
 */
record NodeMemory(MemoryTrend trend, CautiousMemory cautious, boolean low) {

    static NodeMemory startingWith(MemoryReading reading, MinFree floor) {
        CautiousMemory cautious = CautiousMemory.startingWith(reading);
        return new NodeMemory(MemoryTrend.startingWith(reading), cautious, floor.isLow(false, cautious));
    }

    /**
     * @param interval between two readings
     * @param elapsed since the last one, which may have come late or ahead of time
     */
    NodeMemory with(MemoryReading reading, Duration interval, Duration elapsed, MinFree floor) {
        CautiousMemory next = cautious.with(reading, elapsed);
        return new NodeMemory(trend.with(reading, interval), next, floor.isLow(low, next));
    }
}
