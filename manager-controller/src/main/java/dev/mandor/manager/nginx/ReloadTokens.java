package dev.mandor.manager.nginx;

import java.time.Duration;
import java.util.Optional;

/**
 * The ceiling on reloads of one nginx, which no node can exceed whatever it reports: a token bucket. Each reload leaves old
 * worker processes behind for as long as their longest connection lasts, so that a plan that changes ten times a second would
 * fill the machine with them. Pure and immutable.
 *
 * <p>{@value #BURST} at once: as many nodes may fail one after the other, each within the time of one heartbeat, before a
 * failover has to wait. One more each {@link #PAUSE}, as often as {@code ReloadBudget} lets changes of convenience through, so
 * that those alone never use up what is there for failovers. Longer pauses would, and a failover would then wait for them.
 *
 * @param tokens how many reloads may be made at once, at {@code sinceNanos}
 * @param sinceNanos when the last of them was earned, as {@link System#nanoTime()}
 */
record ReloadTokens(int tokens, long sinceNanos) {
    static final int BURST = 10;
    static final Duration PAUSE = Duration.ofSeconds(5);

    /** Why a plan waits, for the user. */
    static final String SENTENCE = "reloads are limited to " + BURST + " at once and one more each " + PAUSE.toSeconds()
            + " s: the plan waits";

    static ReloadTokens full(long nowNanos) {
        return new ReloadTokens(BURST, nowNanos);
    }

    /** After one more reload; empty when it has to wait. */
    Optional<ReloadTokens> spend(long nowNanos) {
        ReloadTokens now = at(nowNanos);
        return now.tokens == 0 ? Optional.empty() : Optional.of(new ReloadTokens(now.tokens - 1, now.sinceNanos));
    }

    private ReloadTokens at(long nowNanos) {
        long earned = (nowNanos - sinceNanos) / PAUSE.toNanos();
        return tokens + earned >= BURST
                ? full(nowNanos)
                : new ReloadTokens((int) (tokens + earned), sinceNanos + earned * PAUSE.toNanos());
    }
}
