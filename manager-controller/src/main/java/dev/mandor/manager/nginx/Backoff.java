package dev.mandor.manager.nginx;

import java.time.Duration;

/**
 * When to try again what failed: after 3 s, then 6, 12, 24, and from then on every 30 s. Shorter pauses would load what is in
 * trouble, longer ones let the user wait who has just repaired it. Pure and immutable; a success needs no method, the
 * caller forgets the backoff.
 *
 * @param failedNanos when the try that failed began, as {@link System#nanoTime()}
 * @param pauseNanos how long from then until the next
 */
record Backoff(long failedNanos, long pauseNanos) {
    static final Duration FIRST = Duration.ofSeconds(3);
    static final Duration LONGEST = Duration.ofSeconds(30);
    private static final long EARLY_NANOS = Duration.ofMillis(300).toNanos();

    /** After the first failure. */
    static Backoff first(long nowNanos) {
        return new Backoff(nowNanos, FIRST.toNanos());
    }

    /** After one more failure. */
    Backoff next(long nowNanos) {
        return new Backoff(nowNanos, Math.min(2 * pauseNanos, LONGEST.toNanos()));
    }

    /**
     * Whether it may be tried again. 300 ms too early is as good: who asks comes by every few seconds, and one millisecond
     * must not cost him a whole round.
     */
    boolean isOver(long nowNanos) {
        return nowNanos - failedNanos >= pauseNanos - EARLY_NANOS;
    }
}
