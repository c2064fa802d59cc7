package dev.mandor.agent;

import dev.mandor.daemon.Problem;
import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HeartbeatCodec;
import dev.mandor.model.IpAddress;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes one heartbeat at a time to every manager. A manager that cannot be reached keeps no other from being told.
 * Not thread-safe: one thread calls.
 */
public final class HeartbeatPublisher {
    private static final Logger log = LoggerFactory.getLogger(HeartbeatPublisher.class);

    /** What this node says of itself in each heartbeat; {@code advertised} empty means the address it sends from. */
    public record Identity(
            NodeName name, Optional<IpAddress> advertised, int backendPort, Duration interval, long boot) {}

    // Routers limit how often they refuse (RFC 1812, 4.3.2.8), so that a heartbeat or two without a refusal prove
    // nothing.
    private static final int SENDS_WITHOUT_REFUSAL = 3;

    private record Manager(HeartbeatSender sender, Problem problem) {}

    private final Identity identity;
    private final MemoryProbe probe;
    private final List<Manager> managers;
    private long seq;

    public HeartbeatPublisher(Identity identity, MemoryProbe probe, List<? extends HeartbeatSender> senders) {
        this.identity = identity;
        this.probe = probe;
        this.managers = senders.stream()
                .map(sender -> new Manager(sender, new Problem(SENDS_WITHOUT_REFUSAL)))
                .toList();
    }

    /**
     * Reads the memory and sends one heartbeat.
     *
     * @param time the wall clock, for the heartbeat's {@code time}
     * @return the number of managers to which it was sent
     * @throws IllegalArgumentException when the memory cannot be read
     */
    public int publish(Instant time) {
        MemoryReading memory = probe.read();
        seq++;
        int sent = 0;
        for (Manager manager : managers) {
            sent += publish(memory, time, manager) ? 1 : 0;
        }
        return sent;
    }

    /** The heartbeat that {@code sender}'s manager would be sent now. */
    Heartbeat heartbeat(MemoryReading memory, Instant time, HeartbeatSender sender) throws IOException {
        IpAddress source = sender.connect();
        Endpoint endpoint = new Endpoint(identity.advertised().orElse(source), identity.backendPort());
        return new Heartbeat(identity.name(), endpoint, memory, time, identity.boot(), seq, identity.interval());
    }

    private boolean publish(MemoryReading memory, Instant time, Manager manager) {
        ManagerAddress address = manager.sender().manager();
        try {
            manager.sender().send(HeartbeatCodec.encode(heartbeat(memory, time, manager.sender())));
        } catch (IOException e) {
            if (manager.problem().begins(String.valueOf(e.getMessage()))) {
                log.warn("manager {} cannot be reached: {}", address, e.getMessage());
            }
            return false;
        }
        if (manager.problem().ends()) {
            log.info("manager {} can be reached again", address);
        }
        log.info("sent {} to {} (seq {})", memory, address, seq);
        return true;
    }
}
