package dev.mandor.manager.traffic;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The lines of the last 10 s, so that no figure is older; and never more than {@value #MOST_LINES} of them, 4 MB, however fast
 * they come: the figures then are of the newest ones, and of the time in which these came. That is so for a few seconds at
 * most, until fewer requests are sampled.
 *
 * <p>It keeps lines and not sums: percentiles are exact then, and what is kept is bounded whatever services and servers the lines
 * name. Time comes in with each call, in nanoseconds of a monotonic clock. Thread-safe; nobody waits for longer than it takes to
 * copy the references.
 */
final class TrafficWindow {
    static final int MOST_LINES = 20_000;
    static final Duration LENGTH = Duration.ofSeconds(10);

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private record Kept(long nanos, TrafficLine line) {}

    private final Deque<Kept> lines = new ArrayDeque<>();
    private long since; // when the first of all came, or from when on the window holds all
    private boolean heardAny;
    private long newest;

    synchronized void add(TrafficLine line, long now) {
        if (!heardAny) {
            heardAny = true;
            since = now;
        }
        newest = now;
        forget(now);
        if (lines.size() == MOST_LINES) {
            since = lines.removeFirst().nanos();
        }
        lines.addLast(new Kept(now, line));
    }

    Heard read(long now) {
        List<TrafficLine> current;
        Duration age;
        Duration span;
        synchronized (this) {
            if (!heardAny) {
                return Heard.NOTHING;
            }
            forget(now);
            current = lines.stream().map(Kept::line).toList();
            age = Duration.ofNanos(Math.max(0, now - newest));
            span = Duration.ofNanos(Math.max(SHORTEST.toNanos(), Math.min(LENGTH.toNanos(), now - since)));
        }
        return new Heard(Optional.of(age), span, current);
    }

    private void forget(long now) {
        while (!lines.isEmpty() && now - lines.getFirst().nanos() >= LENGTH.toNanos()) {
            lines.removeFirst();
        }
    }
}
