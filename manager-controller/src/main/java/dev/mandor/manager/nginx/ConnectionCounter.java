package dev.mandor.manager.nginx;

import dev.mandor.daemon.Problem;
import dev.mandor.model.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the requests that nginx has under way to each server on a thread of its own: asking takes a tenth of a second with
 * Docker, and a hanging engine its deadline. Once every interval, but every second as long as there is something to be learned.
 */
public final class ConnectionCounter implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(ConnectionCounter.class);
    private static final Duration EAGER = Duration.ofSeconds(1);

    private final NginxGateway gateway;
    private final Duration interval;
    private final AtomicReference<Map<Endpoint, Integer>> counted = new AtomicReference<>();
    private final Problem problem = new Problem();
    private volatile boolean eager = true;

    /** @param gateway used by this thread only */
    public ConnectionCounter(NginxGateway gateway, Duration interval) {
        this.gateway = gateway;
        this.interval = interval;
    }

    /** What was counted since the last call, over all instances of nginx; empty when nothing new was. From any thread. */
    public Optional<Map<Endpoint, Integer>> take() {
        return Optional.ofNullable(counted.getAndSet(null));
    }

    /** What was to be learned is known. From any thread. */
    public void relax() {
        eager = false;
    }

    /** Runs until its thread is interrupted. */
    @Override
    public void run() {
        try {
            while (true) {
                countSafely();
                Duration pause = eager && interval.compareTo(EAGER) > 0 ? EAGER : interval;
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void countSafely() throws InterruptedException {
        try {
            Map<Endpoint, Integer> counts = new HashMap<>();
            for (NginxInstance instance : gateway.instances()) {
                String table = instance.run(NginxScript.COUNT, List.of());
                EstablishedConnections.count(table)
                        .forEach((server, count) -> counts.merge(server, count, Integer::sum));
            }
            counted.set(counts);
            if (problem.ends()) {
                log.info("counting nginx's connections again");
            }
        } catch (IOException | RuntimeException e) { // the limits stay as they are, and the next look comes soon
            if (problem.begins(String.valueOf(e.getMessage()))) {
                log.warn("nginx's connections cannot be counted: {}", e.getMessage());
            }
        }
    }
}
