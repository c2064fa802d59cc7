package dev.mandor.manager;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.NodeEvent;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.journal.JournalEntry;
import dev.mandor.manager.journal.JournalEntry.Beat;
import dev.mandor.manager.journal.JournalEntry.Decided;
import dev.mandor.manager.journal.JournalEntry.NodeChanged;
import dev.mandor.manager.journal.JournalEntry.Paused;
import dev.mandor.model.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Puts what happens into the journal, with its time. Heartbeats come by the intake's thread, everything else by the control
 * loop's; neither waits.
 */
final class JournalRecorder implements DecisionRecorder, HeartbeatListener, SnapshotListener {
    private final Consumer<JournalEntry> journal;
    private final Instant start;
    private final long startNanos;
    private final Ticker ticker;
    private final Duration longestRest;
    private long seenNanos;

    /**
     * @param journal takes each entry without waiting
     * @param start the wall clock's time, now
     * @param longestRest between two snapshots, unless this process stood still
     */
    JournalRecorder(Consumer<JournalEntry> journal, Instant start, Ticker ticker, Duration longestRest) {
        this.journal = journal;
        this.start = start;
        this.ticker = ticker;
        this.longestRest = longestRest;
        startNanos = ticker.nanos();
        seenNanos = startNanos;
    }

    @Override
    public void onHeartbeat(Heartbeat heartbeat, long arrivedNanos) {
        journal.accept(new Beat(time(arrivedNanos), heartbeat));
    }

    @Override
    public void onSnapshot(ClusterSnapshot snapshot) {
        long now = ticker.nanos();
        Duration rest = Duration.ofNanos(now - seenNanos);
        if (rest.compareTo(longestRest) > 0) {
            journal.accept(new Paused(time(now), rest));
        }
        seenNanos = now;
    }

    @Override
    public void changed(NodeEvent event) {
        journal.accept(NodeChanged.of(time(ticker.nanos()), event));
    }

    @Override
    public void decided(Service service, Decision decision) {
        journal.accept(Decided.of(time(ticker.nanos()), service, decision));
    }

    private Instant time(long nanos) {
        return start.plusNanos(nanos - startNanos);
    }
}
