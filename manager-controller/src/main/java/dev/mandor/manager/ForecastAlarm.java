package dev.mandor.manager;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.LowSoon;
import dev.mandor.manager.cluster.MemoryForecast.Reading;
import dev.mandor.manager.cluster.MemoryOutlook;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that a node's memory will soon be below its floor, and once when that is over. Nothing is decided by it: the floor
 * itself takes requests from the node when it is reached. The control loop's thread only hands snapshots over; all else happens
 * by {@code worker}, one at a time.
 */
final class ForecastAlarm implements SnapshotListener {
    private static final Logger log = LoggerFactory.getLogger(ForecastAlarm.class);

    private final MinFree floor;
    private final Ticker ticker;
    private final Executor worker;
    private final Map<NodeName, MemoryOutlook> outlooks = new HashMap<>();
    private volatile SortedMap<NodeName, LowSoon> current = Collections.emptySortedMap();

    /** @param worker runs one task at a time, in their order, and may drop some */
    ForecastAlarm(MinFree floor, Ticker ticker, Executor worker) {
        this.floor = floor;
        this.ticker = ticker;
        this.worker = worker;
    }

    /** The nodes for which there is an alarm. From any thread. */
    SortedMap<NodeName, LowSoon> current() {
        return current;
    }

    @Override
    public void onSnapshot(ClusterSnapshot snapshot) {
        long now = ticker.nanos();
        worker.execute(() -> look(snapshot, now));
    }

    private void look(ClusterSnapshot snapshot, long now) {
        outlooks.keySet()
                .retainAll(snapshot.nodes().stream().map(NodeStatus::name).toList());
        SortedMap<NodeName, LowSoon> next = new TreeMap<>();
        for (NodeStatus node : snapshot.nodes()) {
            MemoryOutlook before = outlooks.getOrDefault(node.name(), MemoryOutlook.UNKNOWN);
            MemoryOutlook after = after(node, before, now);
            outlooks.put(node.name(), after);
            tell(node, before, after);
            if (after.alarm()) {
                after.forecast().ifPresent(left -> next.put(node.name(), lowSoon(node, left)));
            }
        }
        current = Collections.unmodifiableSortedMap(next);
    }

    // A node that is low needs no forecast any more, and one that is away has no memory to be forecast.
    private MemoryOutlook after(NodeStatus node, MemoryOutlook before, long now) {
        if (!node.hostState().isUsable() || node.hostState() == NodeState.LOW_MEMORY) {
            return MemoryOutlook.UNKNOWN;
        }
        long arrived = now - node.age().toNanos();
        return before.with(new Reading(arrived, node.memory().freeBytes()), floorOf(node));
    }

    private void tell(NodeStatus node, MemoryOutlook before, MemoryOutlook after) {
        if (after.alarm() && !before.alarm()) {
            log.warn("{}", lowSoon(node, after.forecast().orElse(Duration.ZERO)));
        } else if (before.alarm() && !after.alarm() && node.hostState() != NodeState.LOW_MEMORY) {
            log.info("{} will not be below its floor soon any more", node.name());
        }
    }

    private LowSoon lowSoon(NodeStatus node, Duration left) {
        return new LowSoon(node.name(), floorOf(node), left);
    }

    private long floorOf(NodeStatus node) {
        return floor.bytesFor(node.memory().totalBytes());
    }
}
