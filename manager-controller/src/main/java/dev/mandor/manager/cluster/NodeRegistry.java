package dev.mandor.manager.cluster;

import dev.mandor.manager.cluster.MassSilence.Silence;
import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is remembered of each node: the only object that the receiving and the deciding thread share. Nodes are not
 * configured; whoever reports is known from then on. Thread-safe; no call ever waits for more than another call.
 *
 * <p>It notices when this process itself stood still (stopped, starved of CPU, in a suspended machine): then neither thread
 * has called for longer than {@code longestRest}. Silence in that time says nothing of the nodes, so whoever was heard
 * before has one interval to be heard again. Cassandra's failure detector does the same after a pause of its own.
 */
public final class NodeRegistry {
    /** What a heartbeat turned out to be. */
    public enum Observation {
        /** Not newer than what is known: a duplicate, a late one, or a replay. */
        IGNORED,
        /** From another machine of the same name, while the first is heard. */
        RIVAL,
        /** More often than an agent reports. */
        TOO_OFTEN,
        /** From a node that is not known, while as many are known as may be. */
        REFUSED,
        /** A new reading of a node that is as available as before. */
        READING,
        /** A reading that came long before it was due: the agent saw its memory move, which is worth a decision at once. */
        AHEAD_OF_TIME,
        /** The node or one of its services wants no requests any more, or wants them again: worth a decision at once. */
        AVAILABILITY_CHANGED
    }

    private static final double GRACE = 1.2; // intervals after a pause of our own, with the agents' jitter and a margin

    private static final int MOST_VOUCHED = 3;

    private final LivenessPolicy policy;
    private final Duration longestRest;
    private final MinFree floor;
    private final Membership membership;
    private final Map<NodeName, NodeRecord> records = new HashMap<>();
    private Newest newest = Newest.NOTHING;
    private Set<Endpoint> unreachable = Set.of();
    private boolean touched;
    private long touchedNanos;

    /** Of a usual number of nodes; see the other constructor. */
    public NodeRegistry(LivenessPolicy policy, Duration longestRest, MinFree floor) {
        this(policy, longestRest, floor, Membership.DEFAULT);
    }

    /**
     * @param longestRest the longest time between two calls in normal operation: some check intervals
     * @param floor below which a node is low on memory
     */
    public NodeRegistry(LivenessPolicy policy, Duration longestRest, MinFree floor, Membership membership) {
        this.policy = policy;
        this.longestRest = longestRest;
        this.floor = floor;
        this.membership = membership;
    }

    /**
     * Takes over how far each node had come before this process was started, so that nothing older is believed. None of them
     * is known by that. Called once, before anything is received.
     */
    public synchronized void resume(Collection<Heartbeat> newestOfEach, long nowNanos) {
        newest = Newest.of(newestOfEach, nowNanos);
    }

    /**
     * Takes over a heartbeat that a process before this one received, as if it arrived at {@code nowNanos}. Those that came while
     * neither ran are no losses of the node's. Called before anything is received.
     */
    public synchronized void restore(Heartbeat heartbeat, long nowNanos) {
        records.put(heartbeat.node(), NodeRecord.of(heartbeat, nowNanos, floor).afterOurPause());
    }

    /** Takes over a heartbeat that arrived at {@code nowNanos}. */
    public synchronized Observation observe(Heartbeat heartbeat, long nowNanos) {
        noticePause(nowNanos);
        NodeRecord known = records.get(heartbeat.node());
        if (known == null) {
            return observeFirst(heartbeat, nowNanos);
        }
        if (known.comesFromElsewhere(heartbeat) && isInPlace(known, nowNanos)) {
            records.put(heartbeat.node(), known.with(Rival.of(heartbeat, known.rival(), nowNanos)));
            return Observation.RIVAL;
        }
        if (!NodeRecord.follows(heartbeat, known.last(), nowNanos - known.arrivedNanos())) {
            return Observation.IGNORED;
        }
        if (!known.pace().allows(nowNanos)) {
            return Observation.TOO_OFTEN;
        }
        records.put(heartbeat.node(), known.with(heartbeat, nowNanos, policy, floor));
        if (!isAvailableAs(known.last(), heartbeat)) {
            return Observation.AVAILABILITY_CHANGED;
        }
        return isAheadOfTime(heartbeat, known, nowNanos) ? Observation.AHEAD_OF_TIME : Observation.READING;
    }

    private Observation observeFirst(Heartbeat heartbeat, long nowNanos) {
        if (!newest.allows(heartbeat, nowNanos)) {
            return Observation.IGNORED;
        }
        if (records.size() >= membership.mostNodes()) {
            return Observation.REFUSED;
        }
        records.put(heartbeat.node(), NodeRecord.of(heartbeat, nowNanos, floor));
        return Observation.READING;
    }

    // Who came first stays, or two machines of one name would take the traffic from each other with each heartbeat. A
    // node
    // that was made anew at another address has been silent for long enough, or said that it leaves.
    private boolean isInPlace(NodeRecord known, long nowNanos) {
        return known.isHeard(nowNanos, policy) && !known.last().leaving();
    }

    /**
     * Takes note that a silent node answers otherwise. It is not called down before another half tolerance is over, but at
     * most for {@value #MOST_VOUCHED} tolerances: without its agent nobody knows its memory.
     */
    public synchronized void vouch(NodeName name, long nowNanos) {
        long tolerance = policy.tolerance().toNanos();
        records.computeIfPresent(
                name,
                (key, known) -> nowNanos - known.arrivedNanos() < MOST_VOUCHED * tolerance
                        ? known.pardoned(nowNanos + tolerance / 2)
                        : known);
    }

    /** Takes note of all endpoints to which no connection can be made; whatever is not among them can be reached. */
    public synchronized void unreachable(Set<Endpoint> endpoints) {
        unreachable = Set.copyOf(endpoints);
    }

    /** What is known at {@code nowNanos}, with the verdict on each node. */
    public synchronized ClusterSnapshot snapshot(long nowNanos) {
        noticePause(nowNanos);
        forgetTheLongGone(nowNanos);
        Set<Silence> together = silentTogether(nowNanos);
        return new ClusterSnapshot(records.values().stream()
                .map(node -> status(node, together, nowNanos))
                .toList());
    }

    private void forgetTheLongGone(long nowNanos) {
        records.values()
                .removeIf(node -> nowNanos - node.arrivedNanos()
                                > membership.forgetAfter().toNanos()
                        && (node.last().leaving() || !node.isHeard(nowNanos, policy)));
    }

    private Set<Silence> silentTogether(long nowNanos) {
        return MassSilence.together(
                records.values().stream()
                        .filter(node -> !node.last().leaving())
                        .map(node -> silence(node, nowNanos))
                        .toList(),
                policy.tolerance());
    }

    private NodeStatus status(NodeRecord node, Set<Silence> silentTogether, long nowNanos) {
        NodeState state = node.state(nowNanos, policy);
        Duration tolerance = node.tolerance(policy);
        boolean suspect = state == NodeState.DOWN && silentTogether.contains(silence(node, nowNanos));
        return new NodeStatus(
                node.last(),
                Duration.ofNanos(nowNanos - node.arrivedNanos()),
                tolerance,
                suspect ? NodeState.SUSPECT : state,
                node.memory().trend().freeBytes(),
                node.memory().cautious().freeBytes(),
                node.load().load(),
                node.rival()
                        .filter(rival -> rival.isProven(node, tolerance, nowNanos))
                        .map(Rival::endpoint),
                node.prospect(nowNanos, tolerance),
                unreachable);
    }

    private Silence silence(NodeRecord node, long nowNanos) {
        return new Silence(node.arrivedNanos(), !node.isHeard(nowNanos, policy));
    }

    private static boolean isAvailableAs(Heartbeat before, Heartbeat heartbeat) {
        return heartbeat.isAvailable() == before.isAvailable()
                && heartbeat.otherPorts().equals(before.otherPorts());
    }

    private static boolean isAheadOfTime(Heartbeat heartbeat, NodeRecord known, long nowNanos) {
        return heartbeat.boot() == known.last().boot()
                && heartbeat.seq() == known.last().seq() + 1
                && nowNanos - known.arrivedNanos() < heartbeat.interval().toNanos() / 2;
    }

    private void noticePause(long nowNanos) {
        if (touched && nowNanos - touchedNanos > longestRest.toNanos()) {
            records.replaceAll((name, node) -> node.isHeard(touchedNanos, policy)
                    ? node.pardoned(nowNanos
                                    + Math.round(GRACE * node.last().interval().toNanos()))
                            .afterOurPause()
                    : node);
        }
        if (!touched || nowNanos - touchedNanos > 0) { // a heartbeat may be observed after a look that came later
            touchedNanos = nowNanos;
        }
        touched = true;
    }
}
