package dev.mandor.model;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How hard one host works beyond the memory that its processes hold. Each figure is empty where the host does not tell it:
 * unknown is not zero, and nothing may be decided on it.
 *
 * @param cpuLoad the share of all cores' time that was not idle since the reading before, from 0 to 1
 * @param memoryPressure the percentage of the last ten seconds in which some task waited for memory, from 0 to 100: the
 *     {@code some avg10} of the kernel's pressure stall information (PSI), {@code /proc/pressure/memory}. Empty on kernels
 *     before 4.20 and on those built without it
 * @param swapUsedBytes how much is swapped out; 0 on a host without swap
 */
public record HostLoad(OptionalDouble cpuLoad, OptionalDouble memoryPressure, OptionalLong swapUsedBytes) {
    /** The load of a host that tells nothing of it. */
    public static final HostLoad UNKNOWN =
            new HostLoad(OptionalDouble.empty(), OptionalDouble.empty(), OptionalLong.empty());

    /** No Swarm node has more, as with the memory of a {@link MemoryReading}. */
    public static final long MOST_SWAP_BYTES = 1L << 50;

    /** @throws IllegalArgumentException when a figure that is known is out of its range, or is no number */
    public HostLoad {
        cpuLoad.ifPresent(share -> check(isWithin(share, 1), "CPU load of " + share));
        memoryPressure.ifPresent(percent -> check(isWithin(percent, 100), "memory pressure of " + percent));
        swapUsedBytes.ifPresent(
                bytes -> check(bytes >= 0 && bytes <= MOST_SWAP_BYTES, "used swap of " + bytes + " bytes"));
    }

    // False for NaN, with which every comparison is.
    private static boolean isWithin(double value, double most) {
        return value >= 0 && value <= most;
    }

    private static void check(boolean possible, String figure) {
        if (!possible) {
            throw new IllegalArgumentException("impossible " + figure);
        }
    }
}
