package dev.mandor.agent;

import dev.mandor.daemon.Problem;
import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HeartbeatCodec;
import dev.mandor.model.HostLoad;
import dev.mandor.model.IpAddress;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes one heartbeat at a time to every manager. A manager that cannot be reached keeps no other from being told. One
 * thread calls, but {@link #leave} may be called from another at any time.
 */
public final class HeartbeatPublisher {
    private static final Logger log = LoggerFactory.getLogger(HeartbeatPublisher.class);

    /** What this node says of itself in each heartbeat; {@code advertised} empty means the address it sends from. */
    public record Identity(
            NodeName name, Optional<IpAddress> advertised, int backendPort, Duration interval, long boot) {}

    // Routers limit how often they refuse (RFC 1812, 4.3.2.8), so that a heartbeat or two without a refusal prove
    // nothing.
    private static final int SENDS_WITHOUT_REFUSAL = 3;

    /** @param last the newest heartbeat sent there; null before the first */
    private record Manager(HeartbeatSender sender, Problem problem, AtomicReference<Heartbeat> last) {}

    private final Identity identity;
    private final MemoryProbe probe;
    private final LoadProbe load;
    private final UnaryOperator<byte[]> signer;
    private final List<Manager> managers;
    private final Pulse pulse;
    private final AtomicLong seq = new AtomicLong();
    private Optional<MemoryReading> told = Optional.empty();
    private volatile boolean left;

    /** Of a node whose heartbeats are not signed. */
    HeartbeatPublisher(Identity identity, MemoryProbe probe, LoadProbe load, List<? extends HeartbeatSender> senders) {
        this(identity, probe, load, UnaryOperator.identity(), senders, new Pulse(System::nanoTime));
    }

    /**
     * @param signer makes the datagram of a heartbeat's bytes; any thread may call it
     * @param pulse is told of each heartbeat
     */
    HeartbeatPublisher(
            Identity identity,
            MemoryProbe probe,
            LoadProbe load,
            UnaryOperator<byte[]> signer,
            List<? extends HeartbeatSender> senders,
            Pulse pulse) {
        this.identity = identity;
        this.probe = probe;
        this.load = load;
        this.signer = signer;
        this.pulse = pulse;
        this.managers = senders.stream()
                .map(sender -> new Manager(sender, new Problem(SENDS_WITHOUT_REFUSAL), new AtomicReference<>()))
                .toList();
    }

    /**
     * Reads the memory and the load, and sends one heartbeat.
     *
     * @param time the wall clock, for the heartbeat's {@code time}
     * @return the number of managers to which it was sent
     * @throws IllegalArgumentException when the memory cannot be read
     */
    public int publish(Instant time, Availability availability) {
        pulse.beatBegins();
        Beat beat = probedBeat(time, availability);
        told = Optional.of(beat.memory());
        int sent = 0;
        for (Manager manager : managers) {
            sent += publish(beat, manager) ? 1 : 0;
        }
        pulse.beatEnds(time, beat.memory(), sent, managers.size() - sent);
        return sent;
    }

    private Beat probedBeat(Instant time, Availability availability) {
        try {
            return nextBeat(time, availability);
        } catch (RuntimeException e) {
            pulse.probeFailed();
            throw e;
        }
    }

    /**
     * Reads the memory, and returns whether it is so far from what was published last that the managers should hear of it
     * ahead of time. What cannot be read is no news: the next heartbeat will meet the same, and is the one to complain.
     */
    boolean hasMemoryNews() {
        try {
            return told.isPresent() && EarlyBeat.isNews(told.get(), probe.glance());
        } catch (RuntimeException e) {
            return false;
        }
    }

    /**
     * Tells every manager that has heard of this node that it leaves, and lets every heartbeat after this say the same. From
     * any thread, and without waiting: it looks no name up, but goes the way of the heartbeat before.
     *
     * @return the number of managers to which it was sent
     */
    public int leave(Instant time) {
        left = true;
        long number = seq.incrementAndGet();
        int sent = 0;
        for (Manager manager : managers) {
            sent += leave(time, number, manager) ? 1 : 0;
        }
        return sent;
    }

    /** What one heartbeat says to every manager. */
    record Beat(MemoryReading memory, HostLoad load, Instant time, Availability availability, long seq) {}

    /** Reads the memory and the load for the next heartbeat, and gives it its number. */
    Beat nextBeat(Instant time, Availability availability) {
        MemoryReading memory = probe.read(); // first: what cannot be read takes no number
        long number = seq.incrementAndGet();
        // Read after the number was taken: what has a higher number than a farewell is one too, whichever thread sends
        // it.
        boolean leaving = left || availability.leaving();
        return new Beat(
                memory,
                load.read(),
                time,
                new Availability(availability.healthy(), leaving, availability.otherPorts()),
                number);
    }

    /** The heartbeat that {@code sender}'s manager would be sent now. */
    Heartbeat heartbeat(Beat beat, HeartbeatSender sender) throws IOException {
        IpAddress source = sender.connect();
        return new Heartbeat(
                identity.name(),
                new Endpoint(identity.advertised().orElse(source), identity.backendPort()),
                beat.memory(),
                beat.load(),
                beat.availability().healthy(),
                beat.availability().leaving(),
                beat.availability().otherPorts(),
                beat.time(),
                identity.boot(),
                beat.seq(),
                identity.interval());
    }

    /** The bytes that carry {@code heartbeat}. */
    byte[] datagram(Heartbeat heartbeat) {
        return signer.apply(HeartbeatCodec.encode(heartbeat));
    }

    private boolean publish(Beat beat, Manager manager) {
        ManagerAddress address = manager.sender().manager();
        try {
            Heartbeat heartbeat = heartbeat(beat, manager.sender());
            manager.last().set(heartbeat);
            manager.sender().send(datagram(heartbeat));
        } catch (IOException e) {
            if (manager.problem().begins(String.valueOf(e.getMessage()))) {
                log.warn("manager {} cannot be reached: {}", address, e.getMessage());
            }
            return false;
        }
        if (manager.problem().ends()) {
            log.info("manager {} can be reached again", address);
        }
        log.info(
                "sent {} to {} (seq {}{})",
                beat.memory(),
                address,
                beat.seq(),
                beat.availability().inWords());
        return true;
    }

    private boolean leave(Instant time, long number, Manager manager) {
        Heartbeat last = manager.last().get();
        if (last == null) {
            return false;
        }
        Heartbeat farewell = new Heartbeat(
                last.node(),
                last.endpoint(),
                last.memory(),
                last.load(),
                last.healthy(),
                true,
                last.otherPorts(),
                time,
                last.boot(),
                number,
                last.interval());
        try {
            manager.sender().send(datagram(farewell));
            return true;
        } catch (IOException e) {
            log.debug("manager {} was not told: {}", manager.sender().manager(), e.getMessage());
            return false;
        }
    }
}
