package dev.mandor.manager.cluster;

import dev.mandor.model.Heartbeat;
import java.time.Duration;
import java.util.Optional;

/**
 * All that is remembered of one node. Immutable; the registry replaces it with each heartbeat.
 *
 * @param last the newest heartbeat
 * @param arrivedNanos when that arrived
 * @param pardonedUntilNanos until then it is not called down, whatever its silence; {@code arrivedNanos} without a pardon
 * @param rival another machine of the same name
 * @param missedByUs whether heartbeats after {@code last} came while this process did not run: they are no losses
 */
record NodeRecord(
        Heartbeat last,
        long arrivedNanos,
        long pardonedUntilNanos,
        NodeMemory memory,
        SmoothedLoad load,
        LossEstimate loss,
        Trust trust,
        Pace pace,
        Optional<Rival> rival,
        boolean missedByUs) {

    static NodeRecord of(Heartbeat first, long nowNanos, MinFree floor) {
        return new NodeRecord(
                first,
                nowNanos,
                nowNanos,
                NodeMemory.startingWith(first.memory(), floor),
                SmoothedLoad.startingWith(first.load()),
                LossEstimate.NONE,
                Trust.NEVER_AWAY,
                Pace.startingAt(nowNanos),
                Optional.empty(),
                false);
    }

    /**
     * Whether {@code heartbeat} comes after {@code before} of the same name, which arrived {@code silenceNanos} ago. An agent
     * whose machine came up with its clock set back has an earlier boot than the one before it; what tells it from a replay
     * is that the one before has fallen silent.
     */
    static boolean follows(Heartbeat heartbeat, Heartbeat before, long silenceNanos) {
        return heartbeat.isNewerThan(before)
                || (heartbeat.boot() != before.boot()
                        && silenceNanos > 2 * before.interval().toNanos());
    }

    /** After {@code heartbeat}, which is to be believed. */
    NodeRecord with(Heartbeat heartbeat, long nowNanos, LivenessPolicy policy, MinFree floor) {
        boolean wasSilent = !isHeard(nowNanos, policy);
        Duration elapsed = Duration.ofNanos(nowNanos - arrivedNanos);
        return new NodeRecord(
                heartbeat,
                nowNanos,
                nowNanos,
                wasSilent
                        ? NodeMemory.startingWith(heartbeat.memory(), floor)
                        : memory.with(heartbeat.memory(), heartbeat.interval(), elapsed, floor),
                wasSilent ? SmoothedLoad.startingWith(heartbeat.load()) : load.with(heartbeat.load(), elapsed),
                wasSilent ? loss : loss.afterArrival(missedBefore(heartbeat)), // an outage is not a loss
                trustAfter(heartbeat, wasSilent, nowNanos),
                pace.after(nowNanos),
                comesFromElsewhere(heartbeat) ? Optional.empty() : rival,
                false);
    }

    /**
     * Whether another machine than ours sent {@code heartbeat}: another agent, at another address. One agent may well move to
     * another address, and one machine may start its agent again.
     */
    boolean comesFromElsewhere(Heartbeat heartbeat) {
        return heartbeat.boot() != last.boot()
                && !heartbeat.endpoint().ip().equals(last.endpoint().ip());
    }

    /** Besides {@code other}, which is not to be believed. */
    NodeRecord with(Rival other) {
        return new NodeRecord(
                last,
                arrivedNanos,
                pardonedUntilNanos,
                memory,
                load,
                loss,
                trust,
                pace,
                Optional.of(other),
                missedByUs);
    }

    /** Not to be called down before {@code untilNanos}. */
    NodeRecord pardoned(long untilNanos) {
        long latest = untilNanos - pardonedUntilNanos > 0 ? untilNanos : pardonedUntilNanos;
        return new NodeRecord(last, arrivedNanos, latest, memory, load, loss, trust, pace, rival, missedByUs);
    }

    /** This process did not run for a while: what came of the node meanwhile was not lost on the way. */
    NodeRecord afterOurPause() {
        return new NodeRecord(last, arrivedNanos, pardonedUntilNanos, memory, load, loss, trust, pace, rival, true);
    }

    boolean isHeard(long nowNanos, LivenessPolicy policy) {
        return LivenessPolicy.isLive(arrivedNanos, nowNanos, tolerance(policy)) || nowNanos - pardonedUntilNanos <= 0;
    }

    Duration tolerance(LivenessPolicy policy) {
        return policy.toleranceFor(loss.pessimistic(), last.interval());
    }

    /** The state of the host, but for {@link NodeState#SUSPECT}, which one node alone cannot tell. */
    NodeState state(long nowNanos, LivenessPolicy policy) {
        if (last.leaving()) {
            return NodeState.LEFT; // silence afterwards is as announced
        }
        if (!isHeard(nowNanos, policy)) {
            return NodeState.DOWN;
        }
        if (memory.low()) {
            return NodeState.LOW_MEMORY;
        }
        return trust.isTrusted(nowNanos, last.interval()) ? NodeState.LIVE : NodeState.PROBATION;
    }

    Prospect prospect(long nowNanos, Duration tolerance) {
        Duration byTolerance = tolerance.minusNanos(nowNanos - arrivedNanos);
        Duration byPardon = Duration.ofNanos(pardonedUntilNanos - nowNanos);
        return new Prospect(
                Prospect.notNegative(byTolerance.compareTo(byPardon) > 0 ? byTolerance : byPardon),
                trust.probationLeft(nowNanos, last.interval()),
                trust.missingBeats());
    }

    private Trust trustAfter(Heartbeat heartbeat, boolean wasSilent, long nowNanos) {
        if (!heartbeat.isAvailable()) {
            return trust;
        }
        // At another endpoint it is as good as another node; one that moves to and fro changes the plan each time.
        boolean moved = !heartbeat.endpoint().equals(last.endpoint());
        boolean wasAway = wasSilent || moved || !last.isAvailable();
        return wasAway ? trust.afterReturn(nowNanos) : trust.afterGoodBeat();
    }

    private long missedBefore(Heartbeat heartbeat) {
        return !missedByUs && heartbeat.boot() == last.boot() ? Math.max(0, heartbeat.seq() - last.seq() - 1) : 0;
    }
}
