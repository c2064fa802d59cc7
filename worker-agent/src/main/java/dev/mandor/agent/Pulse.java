package dev.mandor.agent;

import dev.mandor.model.MemoryReading;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What the agent has done since its start, for whoever looks at it from outside. The thread that reports notes it; any thread may
 * look, and none ever waits.
 */
final class Pulse {
    private static final int MISSED_BEATS = 3;
    private static final Duration LEAST_PATIENCE =
            Duration.ofSeconds(5); // of the first look at the web service, and of DNS

    /**
     * @param sent how many heartbeats were sent, one for each manager
     * @param sendErrors how many were not, or were refused by the manager's host
     * @param probeErrors how often the memory could not be read
     * @param lastSent when one was sent last
     * @param memory as it was read last
     * @param lastTriedNanos when the last beat began; the agent's start before the first
     * @param probeFailed whether the memory could not be read for that beat
     */
    record State(
            long sent,
            long sendErrors,
            long probeErrors,
            Optional<Instant> lastSent,
            Optional<MemoryReading> memory,
            long lastTriedNanos,
            boolean probeFailed) {}

    private final LongSupplier nanos;
    private volatile State state;

    /** @param nanos the time, as of {@link System#nanoTime()} */
    Pulse(LongSupplier nanos) {
        this.nanos = nanos;
        state = new State(0, 0, 0, Optional.empty(), Optional.empty(), nanos.getAsLong(), false);
    }

    State state() {
        return state;
    }

    /** Why the agent does not do its work; empty when it does. */
    Optional<String> complaint(Duration interval) {
        State now = state;
        Duration silence = Duration.ofNanos(nanos.getAsLong() - now.lastTriedNanos());
        Duration usual = interval.multipliedBy(MISSED_BEATS);
        if (silence.compareTo(usual.compareTo(LEAST_PATIENCE) > 0 ? usual : LEAST_PATIENCE) > 0) {
            return Optional.of("no heartbeat was tried for " + silence.toSeconds() + " s");
        }
        return now.probeFailed() ? Optional.of("the memory cannot be read") : Optional.empty();
    }

    void beatBegins() {
        State it = state;
        state = new State(
                it.sent(), it.sendErrors(), it.probeErrors(), it.lastSent(), it.memory(), nanos.getAsLong(), false);
    }

    void probeFailed() {
        State it = state;
        state = new State(
                it.sent(),
                it.sendErrors(),
                it.probeErrors() + 1,
                it.lastSent(),
                it.memory(),
                it.lastTriedNanos(),
                true);
    }

    /** @param errors how many managers were not reached */
    void beatEnds(Instant time, MemoryReading memory, int sent, int errors) {
        State it = state;
        state = new State(
                it.sent() + sent,
                it.sendErrors() + errors,
                it.probeErrors(),
                sent > 0 ? Optional.of(time) : it.lastSent(),
                Optional.of(memory),
                it.lastTriedNanos(),
                false);
    }
}
