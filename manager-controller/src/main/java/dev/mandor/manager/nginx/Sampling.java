package dev.mandor.manager.nginx;

import java.util.Optional;

/**
 * How many of the requests nginx tells the manager of: all, or one of ten, of a hundred, of a thousand. Steps of ten, since each
 * change of it is another file and so a reload of nginx.
 */
public enum Sampling {
    ALL(1),
    ONE_OF_10(10),
    ONE_OF_100(100),
    ONE_OF_1000(1000);

    private final int requestsPerLine;

    Sampling(int requestsPerLine) {
        this.requestsPerLine = requestsPerLine;
    }

    /** How many requests one line stands for. */
    public int requestsPerLine() {
        return requestsPerLine;
    }

    /** As {@code split_clients} takes it. */
    String percent() {
        return switch (this) {
            case ALL -> "100%";
            case ONE_OF_10 -> "10%";
            case ONE_OF_100 -> "1%";
            case ONE_OF_1000 -> "0.1%";
        };
    }

    /** The step at which ten times as many lines come; empty for {@link #ALL}. */
    public Optional<Sampling> finer() {
        return ofRequestsPerLine(requestsPerLine / 10);
    }

    /** The step at which a tenth of the lines come; empty for the last. */
    public Optional<Sampling> coarser() {
        return ofRequestsPerLine(requestsPerLine * 10);
    }

    /** The step at which one line stands for so many requests; empty when there is none. */
    public static Optional<Sampling> ofRequestsPerLine(int requests) {
        for (Sampling it : values()) {
            if (it.requestsPerLine == requests) {
                return Optional.of(it);
            }
        }
        return Optional.empty();
    }
}
