package dev.mandor.agent;

import dev.mandor.daemon.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the web service once every interval, on a thread of its own, because a look may hang and heartbeats must not wait
 * for it. A look that contradicts what is believed is repeated soon.
 */
final class HealthMonitor {
    private static final Logger log = LoggerFactory.getLogger(HealthMonitor.class);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);
    private static final Duration LATEST_REPETITION = Duration.ofMillis(500);

    private final HealthCheck check;
    private final Duration interval;
    private final CountDownLatch looked = new CountDownLatch(1);
    private final Problem problem = new Problem();
    private volatile HealthVerdict verdict = HealthVerdict.UNKNOWN;

    /** @param interval time between two looks */
    HealthMonitor(HealthCheck check, Duration interval) {
        this.check = check;
        this.interval = interval;
    }

    /** What is believed now. From any thread; never waits. */
    boolean isHealthy() {
        return verdict.isHealthy();
    }

    /** Waits for the first verdict, but no longer than one look may take. Returns whether there is one. From any thread. */
    boolean awaitFirstLook() throws InterruptedException {
        return looked.await(deadline().toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Looks until interrupted.
     *
     * @param onChange called on this thread whenever {@link #isHealthy} has changed
     */
    void watch(Runnable onChange) {
        try {
            while (true) {
                if (look()) {
                    onChange.run();
                }
                TimeUnit.NANOSECONDS.sleep(untilNextLook().toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks once. Returns whether {@link #isHealthy} has changed by it. */
    boolean look() {
        Optional<HealthResult> result = result();
        if (result.isEmpty()) {
            return false;
        }
        HealthVerdict before = verdict;
        verdict = before.next(result.get().healthy());
        looked.countDown();
        boolean changed = verdict.isHealthy() != before.isHealthy();
        if (changed) {
            tell(result.get());
        } else {
            log.debug("web service: {} ({})", result.get().reason(), verdict);
        }
        return changed;
    }

    /** From the end of one look to the next: a quarter of the interval, at most half a second, until the verdict is settled. */
    Duration untilNextLook() {
        return verdict.isSettled() ? interval : shorter(interval.dividedBy(4), LATEST_REPETITION);
    }

    private Optional<HealthResult> result() {
        try {
            Optional<HealthResult> result = check.check(deadline());
            if (problem.ends()) {
                log.info("looking at the web service again");
            }
            return result;
        } catch (RuntimeException e) { // whatever one look met, we do not want to stop looking
            if (problem.begins(e.toString())) {
                log.error("could not look at the web service: {}; trying on", e.toString());
            }
            return Optional.empty();
        }
    }

    private void tell(HealthResult result) {
        if (result.healthy()) {
            log.info("the web service is healthy now: {}", result.reason());
        } else {
            log.warn("the web service is not healthy: {}", result.reason());
        }
    }

    private Duration deadline() {
        return shorter(interval, LONGEST_LOOK);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
