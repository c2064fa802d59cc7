package dev.mandor.manager.cluster;

import dev.mandor.model.HostLoad;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * A host's load without its noise: exponentially weighted means with a time constant of {@value #TIME_CONSTANT_SECONDS} s. CPU
 * load jumps from second to second, and a share of the requests must not jump with it. A figure that the host did not tell
 * this time is unknown, whatever it was before.
 */
record SmoothedLoad(HostLoad load) {
    static final int TIME_CONSTANT_SECONDS = 20;

    static SmoothedLoad startingWith(HostLoad load) {
        return new SmoothedLoad(load);
    }

    /** @param elapsed since the load before */
    SmoothedLoad with(HostLoad next, Duration elapsed) {
        double gain = 1 - Math.exp(-(elapsed.toMillis() / 1000.0) / TIME_CONSTANT_SECONDS);
        return new SmoothedLoad(new HostLoad(
                mean(load.cpuLoad(), next.cpuLoad(), gain),
                mean(load.memoryPressure(), next.memoryPressure(), gain),
                next.swapUsedBytes()));
    }

    private static OptionalDouble mean(OptionalDouble before, OptionalDouble next, double gain) {
        if (before.isEmpty() || next.isEmpty()) {
            return next;
        }
        return OptionalDouble.of(before.getAsDouble() + gain * (next.getAsDouble() - before.getAsDouble()));
    }
}
