package dev.mandor.daemon;

import java.util.Optional;

/**
 * Remembers one thing that may be wrong for a long time, so that it is complained about once and not every interval.
 * Not thread-safe: owned by the thread that meets the problem.
 */
public final class Problem {
    private final int proofs;
    private Optional<String> current = Optional.empty();
    private int missing;

    /** A problem of which it is certain whether it is there. */
    public Problem() {
        this(1);
    }

    /** @param proofs how many times in a row it must not be seen before it counts as over */
    public Problem(int proofs) {
        this.proofs = proofs;
    }

    /** The problem was seen. Returns whether that is news: it was not there before, or was another one. */
    public boolean begins(String description) {
        boolean news = !current.equals(Optional.of(description));
        current = Optional.of(description);
        missing = proofs;
        return news;
    }

    /** The problem was not seen. Returns whether it is over by that, and was not before. */
    public boolean ends() {
        if (current.isEmpty() || --missing > 0) {
            return false;
        }
        current = Optional.empty();
        return true;
    }
}
