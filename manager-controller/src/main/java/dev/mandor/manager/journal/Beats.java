package dev.mandor.manager.journal;

import dev.mandor.manager.journal.Alarm.Verdict;
import dev.mandor.manager.journal.JournalEntry.Beat;
import dev.mandor.manager.journal.JournalEntry.NodeChanged;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The heartbeats of a recording, to tell false alarms from outages. An alarm is false when the node's next heartbeat is of the
 * same boot, and the agent sent at least 80 % of the heartbeats that were due between the two by its own clock: then
 * it never stood still, and what it sent was lost or late. A machine that was suspended with its clock cannot be told from that.
 */
final class Beats {
    private static final double MOST_OF = 0.8;

    private final Map<NodeName, NavigableMap<Instant, Heartbeat>> byNode = new HashMap<>();

    Beats(Recording recording) {
        for (Beat beat : recording.all(Beat.class)) {
            byNode.computeIfAbsent(beat.heartbeat().node(), node -> new TreeMap<>())
                    .put(beat.at(), beat.heartbeat());
        }
    }

    Alarm judge(NodeChanged down) {
        NavigableMap<Instant, Heartbeat> beats = byNode.getOrDefault(down.node(), new TreeMap<>());
        Map.Entry<Instant, Heartbeat> last = beats.floorEntry(down.at());
        Map.Entry<Instant, Heartbeat> next = beats.higherEntry(down.at());
        Verdict verdict = next == null
                ? Verdict.NOT_HEARD_AGAIN
                : last != null && wentOn(last.getValue(), next.getValue()) ? Verdict.FALSE_ALARM : Verdict.OUTAGE;
        return new Alarm(down.at(), down.node(), down.silence(), verdict);
    }

    private static boolean wentOn(Heartbeat last, Heartbeat next) {
        Duration passed = Duration.between(last.time(), next.time());
        double sent = (double) (next.seq() - last.seq()) * last.interval().toNanos();
        return next.boot() == last.boot() && sent >= MOST_OF * passed.toNanos();
    }
}
