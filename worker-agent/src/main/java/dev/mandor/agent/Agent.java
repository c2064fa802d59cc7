package dev.mandor.agent;

import dev.mandor.daemon.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's one thread: a heartbeat at once, then one every interval until closed. */
public final class Agent implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Agent.class);

    private final HeartbeatPublisher publisher;
    private final Duration interval;
    private final Clock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Problem problem = new Problem();

    public Agent(HeartbeatPublisher publisher, Duration interval, Clock clock) {
        this.publisher = publisher;
        this.interval = interval;
        this.clock = clock;
    }

    /** Runs until {@link #close}, or until its thread is interrupted. */
    @Override
    public void run() {
        try {
            do {
                beat();
            } while (!closed.await(untilNextBeat(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** From any thread. */
    @Override
    public void close() {
        closed.countDown();
    }

    private void beat() {
        try {
            publisher.publish(clock.instant());
            if (problem.ends()) {
                log.info("reporting again");
            }
        } catch (RuntimeException e) { // whatever one beat met, we do not want to stop reporting
            if (problem.begins(String.valueOf(e.getMessage()))) {
                log.error("no heartbeat was sent: {}; trying on", e.getMessage());
            }
        }
    }

    private long untilNextBeat() {
        return Jitter.next(interval.toNanos(), ThreadLocalRandom.current().nextDouble());
    }
}
