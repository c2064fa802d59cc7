package dev.mandor.manager.cluster;

import java.util.Locale;

/** What the manager makes of a node. */
public enum NodeState {
    /** It reports, its web service answers, and it has not been away lately: it may serve. */
    LIVE,
    /** It was away and reports again: a backup, until it has proved itself. */
    PROBATION,
    /** It has less free memory than the floor: no new requests while another node can take them. */
    LOW_MEMORY,
    /** It reports that its web service does not answer. */
    UNHEALTHY,
    /** It reports, and no connection to its web service can be made from here. */
    UNREACHABLE,
    /** It said goodbye, or its operator took it out. */
    LEFT,
    /** It fell silent together with most others: perhaps it is we who hear nothing. */
    SUSPECT,
    /** It has been silent for longer than the tolerance. */
    DOWN;

    /** As {@code on probation}. */
    @Override
    public String toString() {
        return switch (this) {
            case PROBATION -> "on probation";
            case LOW_MEMORY -> "low on memory";
            case LIVE, UNHEALTHY, UNREACHABLE, LEFT, SUSPECT, DOWN -> name().toLowerCase(Locale.ROOT);
        };
    }

    /** Whether requests may be sent to it: it reports and wants them. */
    public boolean isUsable() {
        return this == LIVE || this == PROBATION || this == LOW_MEMORY;
    }

    /** Whether it is heard and has not left, whether or not requests may be sent to it. */
    public boolean isReporting() {
        return isUsable() || this == UNHEALTHY || this == UNREACHABLE;
    }

    /** Whether nothing has been heard of it for longer than the tolerance. */
    public boolean isSilent() {
        return this == SUSPECT || this == DOWN;
    }
}
