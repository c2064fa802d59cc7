package dev.mandor.agent;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The health of all web services of this node. Each is looked at by a {@link HealthMonitor} on a thread of its own, so that
 * one that hangs keeps no other from being looked at. Thread-safe.
 */
final class NodeHealth {
    private final HealthMonitor own;
    private final SortedMap<Integer, HealthMonitor> others;

    /** @param others of the node's further web services, by port */
    NodeHealth(HealthMonitor own, Map<Integer, HealthMonitor> others) {
        this.own = own;
        this.others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
    }

    /** What is believed now; never waits. */
    Availability availability(boolean leaving) {
        Map<Integer, Boolean> ports = new TreeMap<>();
        others.forEach((port, monitor) -> ports.put(port, monitor.isHealthy()));
        return new Availability(own.isHealthy(), leaving, ports);
    }

    /**
     * Waits for the first verdict on each, but gives up with the first that does not come in time: all are looked at at once,
     * so that the others had as long.
     */
    void awaitFirstLook() throws InterruptedException {
        boolean inTime = own.awaitFirstLook();
        for (HealthMonitor monitor : others.values()) {
            inTime = inTime && monitor.awaitFirstLook();
        }
    }

    /**
     * Starts to look, for good.
     *
     * @param threads starts a thread of a name
     * @param onChange called, on one of these threads, when {@link #availability} has changed
     */
    void watch(BiConsumer<String, Runnable> threads, Runnable onChange) {
        threads.accept("health", () -> own.watch(onChange));
        others.forEach((port, monitor) -> threads.accept("health-" + port, () -> monitor.watch(onChange)));
    }

    /** Looks at each once, one after the other. */
    void look() {
        own.look();
        others.values().forEach(HealthMonitor::look);
    }
}
