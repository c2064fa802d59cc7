package dev.mandor.manager.cluster;

import java.time.Duration;

/**
 * What time alone will change about a node: for explanations, nothing is decided by it.
 *
 * @param untilDown it is down once it has been silent for longer than this from now on; zero when it has been already
 * @param probation how long its probation still lasts at least; zero without one
 * @param missingBeats how many good heartbeats its probation needs besides
 */
public record Prospect(Duration untilDown, Duration probation, int missingBeats) {
    /** Of a node that has proved itself. */
    static Prospect of(Duration age, Duration tolerance) {
        return new Prospect(notNegative(tolerance.minus(age)), Duration.ZERO, 0);
    }

    /** Whether nothing but its memory or its web service can keep it from being live. */
    public boolean isTrusted() {
        return probation.isZero() && missingBeats == 0;
    }

    static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }
}
