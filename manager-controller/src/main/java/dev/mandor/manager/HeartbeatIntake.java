package dev.mandor.manager;

import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.NodeName;
import java.security.SecureRandom;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread "intake": looks at what the receiver took from the socket, and hands what is believed to the registry. Apart from the
 * receiver because checking a signature and parsing take ten times as long as receiving: in a burst the kernel's buffer, which
 * on many machines holds some 200 heartbeats, would overflow meanwhile. What waits here is bounded: see {@link FairQueue}.
 */
final class HeartbeatIntake implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(HeartbeatIntake.class);

    private final FairQueue waiting = new FairQueue(new SecureRandom().nextInt());
    private final Admission admission;
    private final NodeRegistry registry;
    private final Runnable urgent;
    private final Rejections rejections;
    private final HeartbeatListener believed;
    private final SkewWatch skewWatch = new SkewWatch();

    /** @param urgent is run when a node wants no requests any more or wants them again, or its memory moved; must not wait */
    HeartbeatIntake(Admission admission, NodeRegistry registry, Runnable urgent, Rejections rejections) {
        this(admission, registry, urgent, rejections, (heartbeat, nanos) -> {});
    }

    /** @param believed is told of each heartbeat that the registry took */
    HeartbeatIntake(
            Admission admission,
            NodeRegistry registry,
            Runnable urgent,
            Rejections rejections,
            HeartbeatListener believed) {
        this.believed = believed;
        this.admission = admission;
        this.registry = registry;
        this.urgent = urgent;
        this.rejections = rejections;
    }

    /** Leaves {@code arrival} to be looked at, or drops and counts it if too many wait. From any thread; never waits. */
    void offer(Arrival arrival) {
        if (!waiting.offer(arrival)) {
            rejections.count(Rejection.OVERFLOW);
        }
    }

    /** Runs until interrupted. */
    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Arrival arrival = waiting.take();
                lookAt(arrival);
                rejections.tellOfOverflow(arrival.nanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Believes {@code arrival}, or drops it. Never throws: no datagram may end the daemon. */
    void lookAt(Arrival arrival) {
        try {
            Heartbeat heartbeat = admission.admit(arrival);
            observe(heartbeat, arrival);
            rejections.countBelieved();
            believed.onHeartbeat(heartbeat, arrival.nanos());
            skewWatch.notice(heartbeat, arrival.time()).ifPresent(log::warn);
        } catch (RejectedException e) {
            drop(arrival, e.rejection(), e.getMessage());
        } catch (RuntimeException e) {
            log.debug("a datagram met a fault", e);
            drop(arrival, Rejection.MALFORMED, "it met a fault: " + e.getClass().getSimpleName());
        }
    }

    private void observe(Heartbeat heartbeat, Arrival arrival) throws RejectedException {
        switch (registry.observe(heartbeat, arrival.nanos())) {
            case READING -> show(heartbeat);
            case AHEAD_OF_TIME, AVAILABILITY_CHANGED -> {
                show(heartbeat);
                urgent.run();
            }
            case IGNORED ->
                throw new RejectedException(Rejection.NOT_NEWER, "not newer than the last one of " + heartbeat.node());
            case TOO_OFTEN ->
                throw new RejectedException(
                        Rejection.TOO_OFTEN, heartbeat.node() + " reports more often than an agent does");
            case RIVAL ->
                throw new RejectedException(
                        Rejection.SECOND_MACHINE,
                        heartbeat.endpoint() + " reports as " + heartbeat.node()
                                + ", which is heard from elsewhere; see --name");
            case REFUSED ->
                throw new RejectedException(
                        Rejection.TOO_MANY_NODES,
                        heartbeat.node() + " is new, and the limit of known nodes is reached; see --max-nodes");
        }
    }

    private static void show(Heartbeat heartbeat) {
        log.debug(
                "received {} {} ({}, seq {}{}{})",
                heartbeat.node(),
                heartbeat.memory(),
                heartbeat.endpoint(),
                heartbeat.seq(),
                heartbeat.healthy() ? "" : ", unhealthy",
                heartbeat.leaving() ? ", leaving" : "");
    }

    private void drop(Arrival arrival, Rejection rejection, String why) {
        rejections.count(rejection);
        rejections.refused().note(arrival.sender(), rejection, why, () -> claimedNode(arrival), arrival.nanos());
        rejections.tell(arrival.sender(), why, arrival.nanos());
    }

    private static Optional<NodeName> claimedNode(Arrival arrival) {
        return HeartbeatCheck.said(arrival).map(Heartbeat::node);
    }
}
