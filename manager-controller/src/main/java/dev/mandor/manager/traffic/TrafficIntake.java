package dev.mandor.manager.traffic;

import dev.mandor.manager.nginx.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes what came by UDP, if it is of an nginx of ours, and counts the rest. What tells ours is the configuration's version, a
 * hash of the file, in each line: lines of another manager's nginx and of strangers do not have it. It is no secret key, since
 * who can read nginx's file or its traffic can read it, but nobody else can guess its 48 bits; and who has it can spoil figures,
 * and have nginx reloaded as seldom as {@link SamplingStep} allows, and nothing more.
 *
 * <p>Thread-safe. The receiver's thread brings lines and seconds, the applier's versions, any reads.
 */
final class TrafficIntake {
    // The one that runs, and those by which old processes of nginx still serve connections that were there before a
    // reload.
    private static final int MOST_VERSIONS = 16;

    private final TrafficWindow window = new TrafficWindow();
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private volatile List<String> versions = List.of();
    private volatile SamplingStep step = SamplingStep.at(Sampling.ALL);
    private long requests; // since the last second; the receiver's thread only

    /** A datagram came. */
    void take(byte[] datagram, int length, long now) {
        Optional<TrafficLine> line = TrafficLine.parse(datagram, length).filter(it -> versions.contains(it.version()));
        if (line.isEmpty()) {
            dropped.incrementAndGet();
            return;
        }
        requests += line.get().requests();
        window.add(line.get(), now);
        received.incrementAndGet(); // last: who sees it counted finds it among the figures
    }

    /** A second is over. Returns whether fewer or more requests are to be sampled from now on. */
    synchronized boolean second() {
        Sampling before = step.sampling();
        step = step.after(requests);
        requests = 0;
        return step.sampling() != before;
    }

    /** An earlier run sampled so; counts only as long as nothing else is known. */
    synchronized void found(Sampling sampling) {
        if (received.get() == 0) {
            step = SamplingStep.at(sampling);
        }
    }

    synchronized void expect(String version) {
        if (!versions.isEmpty() && versions.get(0).equals(version)) {
            return;
        }
        List<String> newest = new ArrayList<>();
        newest.add(version);
        versions.stream()
                .filter(it -> !it.equals(version))
                .limit(MOST_VERSIONS - 1)
                .forEach(newest::add);
        versions = List.copyOf(newest);
    }

    Sampling sampling() {
        return step.sampling();
    }

    Heard heard(long now) {
        return window.read(now);
    }

    long received() {
        return received.get();
    }

    long dropped() {
        return dropped.get();
    }
}
