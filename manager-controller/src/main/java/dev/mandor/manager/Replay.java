package dev.mandor.manager;

import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.LivenessPolicy;
import dev.mandor.manager.cluster.NodeEvent;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.NodeRegistry.Observation;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceCatalog;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Settling;
import dev.mandor.manager.journal.JournalEntry;
import dev.mandor.manager.journal.JournalEntry.Beat;
import dev.mandor.manager.journal.JournalEntry.Decided;
import dev.mandor.manager.journal.JournalEntry.Lost;
import dev.mandor.manager.journal.JournalEntry.NodeChanged;
import dev.mandor.manager.journal.JournalEntry.Opened;
import dev.mandor.manager.journal.JournalEntry.Paused;
import dev.mandor.manager.journal.Recording;
import dev.mandor.manager.journal.Recording.Timed;
import dev.mandor.manager.journal.Summary;
import dev.mandor.manager.nginx.PlanTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The real registry and control loop over a recording, in virtual time: what would have been decided with other options. No
 * clock, no process and no nginx has a part in it, so the same recording gives the same decisions each time. An nginx that is
 * told at once is assumed, and these are not known to a recording: what a silent node answered to {@code --confirm}, what
 * {@code --max-conns auto} learned, strategies that labels name, and heartbeats that were not believed then.
 *
 * <p>Times in which the manager stood still, did not run or could not write are passed over as such a pause is in life: the
 * silence in them says nothing.
 */
final class Replay implements DecisionRecorder {
    private static final int CHECKS_IN_A_PAUSE = 3;
    private static final long GATHER_NANOS = 50_000_000; // as the control loop gathers what wakes it

    private final Recording recording;
    private final NodeRegistry registry;
    private final ControlLoop loop;
    private final NavigableMap<Long, Long> gaps;
    private final List<Decided> decided = new ArrayList<>();
    private final List<NodeChanged> changed = new ArrayList<>();
    private long now;
    private long nextTick;

    private Replay(Recording recording, DecisionOptions options) {
        this.recording = recording;
        gaps = gaps(recording);
        registry = new NodeRegistry(
                new LivenessPolicy(options.tolerance()),
                options.interval().multipliedBy(CHECKS_IN_A_PAUSE),
                options.minFree());
        loop = new ControlLoop(
                registry,
                ServiceSource.of(catalog(recording, options.policy())),
                options.maxConns().limit() == 0
                        ? Protection.NONE
                        : (plan, snapshot, serving) ->
                                plan.withMaxConns(options.maxConns().limit()),
                options.onMassSilence(),
                new Settling(0, options.tolerance()),
                new NoNginx(),
                List.of(),
                new DecisionLog(options.tolerance(), this),
                () -> now,
                options.interval());
    }

    /** What {@code recording} comes to with {@code options}. */
    static Summary of(Recording recording, DecisionOptions options) {
        Replay replay = new Replay(recording, options);
        replay.run();
        return Summary.of(replay.decided, replay.changed, recording);
    }

    private void run() {
        for (Timed timed : recording.entries()) {
            if (timed.entry() instanceof Beat beat) {
                tickBefore(timed.nanos());
                take(beat, timed.nanos());
            }
        }
        tickBefore(recording.nanos() + 1);
    }

    private void take(Beat beat, long nanos) {
        Observation observation = registry.observe(beat.heartbeat(), nanos);
        if (observation == Observation.AHEAD_OF_TIME || observation == Observation.AVAILABILITY_CHANGED) {
            nextTick = Math.min(nextTick, nanos + GATHER_NANOS);
        }
    }

    private void tickBefore(long nanos) {
        while (nextTick < nanos) {
            now = nextTick;
            loop.tick();
            nextTick = awake(now + loop.untilNextTick().toNanos());
        }
    }

    private long awake(long nanos) {
        Map.Entry<Long, Long> gap = gaps.lowerEntry(nanos);
        return gap == null ? nanos : Math.max(nanos, gap.getValue());
    }

    /** The ends of all gaps by their beginnings. */
    private static NavigableMap<Long, Long> gaps(Recording recording) {
        NavigableMap<Long, Long> gaps = new TreeMap<>();
        long latest = 0;
        for (Timed timed : recording.entries()) {
            long nanos = timed.nanos();
            JournalEntry entry = timed.entry();
            if (entry instanceof Paused paused) {
                gaps.put(nanos - paused.lasted().toNanos(), nanos);
            } else if (entry instanceof Lost || (entry instanceof Opened opened && opened.start())) {
                gaps.put(latest, nanos);
            }
            latest = Math.max(latest, nanos);
        }
        return gaps;
    }

    // The services that were decided on, the newest first, as far as they can be beside each other.
    private static ServiceCatalog catalog(Recording recording, SelectionPolicy policy) {
        Map<ServiceName, Service> newest = new LinkedHashMap<>();
        List<Decided> decisions = recording.all(Decided.class);
        for (int index = decisions.size() - 1; index >= 0; index--) {
            Decided it = decisions.get(index);
            Service service = new Service(it.service(), it.port(), it.host(), policy);
            if (!newest.containsKey(it.service())
                    && ServiceCatalog.conflict(service, List.copyOf(newest.values()))
                            .isEmpty()) {
                newest.put(it.service(), service);
            }
        }
        return new ServiceCatalog(
                newest.isEmpty() ? List.of(ServiceOption.usual(policy)) : List.copyOf(newest.values()));
    }

    @Override
    public void changed(NodeEvent event) {
        changed.add(NodeChanged.of(time(), event));
    }

    @Override
    public void decided(Service service, Decision decision) {
        decided.add(Decided.of(time(), service, decision));
    }

    private Instant time() {
        return recording.start().plusNanos(now);
    }

    /** Does what it is told, at once; the control loop remembers that by itself. */
    private static final class NoNginx implements PlanTarget {
        @Override
        public void want(RoutingTable table, boolean settled) {}

        @Override
        public Serving serving(ServiceName service) {
            return Serving.NOTHING;
        }
    }
}
