package dev.mandor.daemon;

import java.util.Optional;

/**
 * Remembers one thing that may be wrong for a long time, so that it is complained about once and not every interval.
 * Not thread-safe: owned by the thread that meets the problem.
 */
public final class Problem {
    private Optional<String> current = Optional.empty();

    /** The problem is there. Returns whether that is news: it was not there before, or was another one. */
    public boolean begins(String description) {
        boolean news = !current.equals(Optional.of(description));
        current = Optional.of(description);
        return news;
    }

    /** The problem is not there. Returns whether that is news. */
    public boolean ends() {
        boolean news = current.isPresent();
        current = Optional.empty();
        return news;
    }
}
