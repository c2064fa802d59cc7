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
 * this node's {@link Availability} has changed or its memory has moved far ({@link EarlyBeat}). The further ones come on top:
 * those that are due keep their times, so that nodes that all met the same at once do not march in step from then on.
 */
public final class Agent implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Agent.class);

    // Between two looks at the drain file; every other is one at the memory too. Not a WatchService: that would be one
    // more thread, and the directory would have to be there.
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    // A datagram may be lost. All of them fit well into the 700 ms that a Daemon gives a close.
    private static final int FAREWELLS = 3;
    private static final Duration BETWEEN_FAREWELLS = Duration.ofMillis(50);

    /** How time passes. */
    interface Waiting {
        /** Waits until {@code news} has come, but no longer than {@code nanos}. Returns whether it has. */
        boolean await(Semaphore news, long nanos) throws InterruptedException;
    }

    private static final Waiting REAL_TIME = (news, nanos) -> news.tryAcquire(nanos, TimeUnit.NANOSECONDS);

    private final HeartbeatPublisher publisher;
    private final Duration interval;
    private final Clock clock;
    private final NodeHealth health;
    private final Optional<DrainFile> drainFile;
    private final Duration betweenFarewells;
    private final Waiting waiting;
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
        this(publisher, interval, clock, health, drainFile, BETWEEN_FAREWELLS, REAL_TIME);
    }

    /** For tests, which do not wait between farewells, and not for the next beat either. */
    Agent(
            HeartbeatPublisher publisher,
            Duration interval,
            Clock clock,
            NodeHealth health,
            Optional<DrainFile> drainFile,
            Duration betweenFarewells,
            Waiting waiting) {
        this.publisher = publisher;
        this.interval = interval;
        this.clock = clock;
        this.health = health;
        this.drainFile = drainFile;
        this.betweenFarewells = betweenFarewells;
        this.waiting = waiting;
    }

    /** Runs until {@link #close}, or until its thread is interrupted. */
    @Override
    public void run() {
        Availability told = Availability.IN_SERVICE;
        long left = 0;
        try {
            do {
                health.awaitFirstLook();
                Availability now = availability();
                logDrain(told, now);
                beat(now);
                told = now;
                left = awaitNextBeat(told, left > 0 ? left : drawnInterval());
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

    /**
     * Until no nanosecond is left of the interval, or what was told is no longer so, or this is closed. Returns how many are
     * left.
     */
    private long awaitNextBeat(Availability told, long intervalNanos) throws InterruptedException {
        long passed = 0;
        long memoryRead = 0; // for the heartbeat that was just sent
        while (passed < intervalNanos && !closed && availability().equals(told)) {
            if (EarlyBeat.isAllowed(interval, passed - memoryRead)) {
                memoryRead = passed;
                if (publisher.hasMemoryNews()) {
                    break;
                }
            }
            long pause = Math.min(intervalNanos - passed, LOOK_NANOS);
            boolean woken = waiting.await(news, pause);
            passed += woken ? 0 : pause;
        }
        return intervalNanos - passed;
    }

    private long drawnInterval() {
        return Jitter.next(interval.toNanos(), ThreadLocalRandom.current().nextDouble());
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
