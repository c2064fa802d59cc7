package dev.mandor.manager.journal;

import dev.mandor.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * A node was called down, and what came of it.
 *
 * @param silence how long it had been silent by then
 */
public record Alarm(Instant at, NodeName node, Duration silence, Verdict verdict) {
    /** What the node's next heartbeat says of its silence. */
    public enum Verdict {
        /** The agent went on counting its heartbeats meanwhile: they got lost or were late, and the node was well. */
        FALSE_ALARM,
        /** The agent was started anew, or stood still: there was an outage. */
        OUTAGE,
        /** There is no next heartbeat in the journal. */
        NOT_HEARD_AGAIN;

        /** As {@code false alarm}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
