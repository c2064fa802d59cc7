package dev.mandor.manager.cluster;

import dev.mandor.model.MemoryReading;
import java.time.Duration;

/**
 * A node's free memory as one should count on it who shares load out by it: a fall is believed at once, a rise slowly. With
 * hundreds of requests coming and going free memory is noisy, and the mean of it is what a share should follow; but a node
 * that is running out must be seen before the mean does. An exponentially weighted mean with a time constant of
 * {@value #TIME_CONSTANT_SECONDS} s, which starts anew from a reading that lies more than {@value #FALL_PERCENT} % of the
 * total below it.
 *
 * @param last the newest reading
 * @param freeBytes the cautious figure
 */
record CautiousMemory(MemoryReading last, long freeBytes) {
    static final int TIME_CONSTANT_SECONDS = 10;
    static final int FALL_PERCENT = 5;

    static CautiousMemory startingWith(MemoryReading reading) {
        return new CautiousMemory(reading, reading.freeBytes());
    }

    /** @param elapsed since the reading before */
    CautiousMemory with(MemoryReading reading, Duration elapsed) {
        long fall = freeBytes - reading.freeBytes();
        if (fall > reading.totalBytes() / 100 * FALL_PERCENT || reading.totalBytes() != last.totalBytes()) {
            return startingWith(reading);
        }
        double gain = 1 - Math.exp(-(elapsed.toMillis() / 1000.0) / TIME_CONSTANT_SECONDS);
        return new CautiousMemory(reading, freeBytes - Math.round(gain * fall));
    }
}
