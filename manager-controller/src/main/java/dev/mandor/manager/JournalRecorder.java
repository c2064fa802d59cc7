package dev.mandor.manager;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.NodeEvent;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.journal.Journal;
import dev.mandor.manager.journal.JournalEntry.Beat;
import dev.mandor.manager.journal.JournalEntry.Decided;
import dev.mandor.manager.journal.JournalEntry.NodeChanged;
import dev.mandor.manager.journal.JournalEntry.Paused;
import dev.mandor.model.Heartbeat;
import java.time.Duration;
import java.time.Instant;

/**
 * Puts what happens into the journal, with its time. Heartbeats come by the intake's thread, everything else by the control
 * loop's; neither waits.
 */
final class JournalRecorder implements DecisionRecorder, HeartbeatListener, SnapshotListener {
    private final Journal journal;
    private final Instant start;
    private final long startNanos;
    private final Ticker ticker;
    private final Duration longestRest;
    private long seenNanos;

    /**
     * @param start the wall clock's time, now
     * @param longestRest between two snapshots, unless this process stood still
     */
    JournalRecorder(Journal journal, Instant start, Ticker ticker, Duration longestRest) {
        this.journal = journal;
        this.start = start;
        this.ticker = ticker;
        this.longestRest = longestRest;
        startNanos = ticker.nanos();
        seenNanos = startNanos;
    }

    @Override
    public void onHeartbeat(Heartbeat heartbeat, long arrivedNanos) {
        journal.offer(new Beat(time(arrivedNanos), heartbeat));
    }

    @Override
    public void onSnapshot(ClusterSnapshot snapshot) {
        long now = ticker.nanos();
        Duration rest = Duration.ofNanos(now - seenNanos);
        if (rest.compareTo(longestRest) > 0) {
            journal.offer(new Paused(time(now), rest));
        }
        seenNanos = now;
    }

    @Override
    public void changed(NodeEvent event) {
        journal.offer(NodeChanged.of(time(ticker.nanos()), event));
    }

    @Override
    public void decided(Service service, Decision decision) {
        journal.offer(Decided.of(time(ticker.nanos()), service, decision));
    }

    private Instant time(long nanos) {
        return start.plusNanos(nanos - startNanos);
    }
}
