package dev.mandor.agent;

import dev.mandor.daemon.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's one thread that reports: a heartbeat at once, then one every interval until closed, and one more as soon as
 * this node's {@link Availability} has changed.
 */
public final class Agent implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Agent.class);

    // Between two looks at the drain file. Not a WatchService: that would be one more thread, and the directory would
    // have
    // to be there.
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    // A datagram may be lost. All of them fit well into the 700 ms that a Daemon gives a close.
    private static final int FAREWELLS = 3;
    private static final Duration BETWEEN_FAREWELLS = Duration.ofMillis(50);

    private final HeartbeatPublisher publisher;
    private final Duration interval;
    private final Clock clock;
    private final NodeHealth health;
    private final Optional<DrainFile> drainFile;
    private final Duration betweenFarewells;
    private final Semaphore news = new Semaphore(0);
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Problem problem = new Problem();
    private volatile boolean closed;

    Agent(
            HeartbeatPublisher publisher,
            Duration interval,
            Clock clock,
            NodeHealth health,
            Optional<DrainFile> drainFile) {
        this(publisher, interval, clock, health, drainFile, BETWEEN_FAREWELLS);
    }

    /** For tests, which do not wait between farewells. */
    Agent(
            HeartbeatPublisher publisher,
            Duration interval,
            Clock clock,
            NodeHealth health,
            Optional<DrainFile> drainFile,
            Duration betweenFarewells) {
        this.publisher = publisher;
        this.interval = interval;
        this.clock = clock;
        this.health = health;
        this.drainFile = drainFile;
        this.betweenFarewells = betweenFarewells;
    }

    /** Runs until {@link #close}, or until its thread is interrupted. */
    @Override
    public void run() {
        Availability told = Availability.IN_SERVICE;
        try {
            do {
                health.awaitFirstLook();
                Availability now = availability();
                logDrain(told, now);
                beat(now);
                told = now;
                awaitNextBeat(told);
            } while (!closed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The availability may have changed: look now. From any thread. */
    void wake() {
        news.release();
    }

    /**
     * Tells the managers that this node leaves, and ends {@link #run}. From any thread, and on the caller's, because the
     * agent's own may be waiting for a name to be looked up. Takes a tenth of a second.
     */
    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            return;
        }
        try {
            sayFarewell();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true; // only now: a Daemon takes the end of its thread for a fault
            wake();
        }
    }

    private void sayFarewell() throws InterruptedException {
        int told = publisher.leave(clock.instant());
        for (int said = 1; said < FAREWELLS; said++) {
            TimeUnit.NANOSECONDS.sleep(betweenFarewells.toNanos());
            told = Math.max(told, publisher.leave(clock.instant()));
        }
        log.info(
                told > 0
                        ? "told the managers that this node leaves"
                        : "no manager could be told that this node leaves");
    }

    private void beat(Availability availability) {
        try {
            publisher.publish(clock.instant(), availability);
            if (problem.ends()) {
                log.info("reporting again");
            }
        } catch (RuntimeException e) { // whatever one beat met, we do not want to stop reporting
            if (problem.begins(String.valueOf(e.getMessage()))) {
                log.error("no heartbeat was sent: {}; trying on", e.getMessage());
            }
        }
    }

    /** Until the interval is over, or what was told is no longer so, or this is closed. */
    private void awaitNextBeat(Availability told) throws InterruptedException {
        long left = Jitter.next(interval.toNanos(), ThreadLocalRandom.current().nextDouble());
        while (left > 0 && !closed && availability().equals(told)) {
            long pause = Math.min(left, LOOK_NANOS);
            boolean woken = news.tryAcquire(pause, TimeUnit.NANOSECONDS);
            left -= woken ? 0 : pause;
        }
    }

    private Availability availability() {
        boolean drained = drainFile.isPresent() && drainFile.get().exists();
        return health.availability(drained);
    }

    private void logDrain(Availability before, Availability now) {
        if (now.leaving() && !before.leaving()) {
            log.info("drained: {} exists", drainFile.orElseThrow());
        } else if (before.leaving() && !now.leaving()) {
            log.info("back in service: {} is gone", drainFile.orElseThrow());
        }
    }
}
