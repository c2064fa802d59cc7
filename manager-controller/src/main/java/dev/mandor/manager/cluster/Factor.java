package dev.mandor.manager.cluster;

import java.util.Locale;
import java.util.OptionalDouble;

/** What a node's share can be measured by. */
public enum Factor {
    /** Free memory in bytes. */
    MEMORY {
        @Override
        OptionalDouble room(NodeStatus node) {
            return OptionalDouble.of((double) node.cautiousFreeBytes());
        }
    },
    /** The share of the cores' time that is idle. */
    CPU {
        @Override
        OptionalDouble room(NodeStatus node) {
            return rest(node.load().cpuLoad());
        }
    },
    /** The share of time in which no task waits for memory: PSI, where the kernel has it. */
    PRESSURE {
        @Override
        OptionalDouble room(NodeStatus node) {
            return rest(percent(node.load().memoryPressure()));
        }
    },
    /** What is not swapped out, as a share of the memory: 0 when as much is swapped out as there is memory. */
    SWAP {
        @Override
        OptionalDouble room(NodeStatus node) {
            return node.load().swapUsedBytes().isEmpty()
                    ? OptionalDouble.empty()
                    : rest(OptionalDouble.of(
                            (double) node.load().swapUsedBytes().getAsLong()
                                    / node.memory().totalBytes()));
        }
    };

    /** How much room the node has for more, in whatever unit; never negative. Empty when its agent does not tell. */
    abstract OptionalDouble room(NodeStatus node);

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static OptionalDouble percent(OptionalDouble value) {
        return value.isEmpty() ? value : OptionalDouble.of(value.getAsDouble() / 100);
    }

    private static OptionalDouble rest(OptionalDouble used) {
        return used.isEmpty() ? used : OptionalDouble.of(Math.max(0, 1 - used.getAsDouble()));
    }
}
