package dev.mandor.manager;

import dev.mandor.manager.view.Refusal;
import dev.mandor.model.NodeName;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who was refused lately, and why: the {@value #MOST} last pairs of a sender and a reason, for five minutes each. Bounded in
 * memory and in work, since anybody can send: a datagram of a sender that is known here costs a look-up, and at most ten others a
 * second are taken in. Thread-safe.
 */
final class RefusedSenders {
    static final int MOST = 20;
    static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration REST = Duration.ofMillis(100); // between two that are new here

    private record Key(InetAddress sender, Rejection reason) {}

    private record Entry(Optional<NodeName> node, String sentence, long count, long lastNanos) {
        Entry again(String why, long nowNanos) {
            return new Entry(node, why, count + 1, nowNanos);
        }
    }

    private final Map<Key, Entry> entries = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Entry> eldest) {
            return size() > MOST;
        }
    };
    private boolean hasTaken;
    private long takenNanos;

    /**
     * One datagram of {@code sender} was refused.
     *
     * @param node of which node it says it is; asked only where the sender is new here
     */
    synchronized void note(
            InetAddress sender, Rejection reason, String why, Supplier<Optional<NodeName>> node, long nowNanos) {
        if (!reason.isAboutSender()) {
            return;
        }
        Key key = new Key(sender, reason);
        Entry known = entries.get(key);
        if (known != null) {
            entries.put(key, known.again(why, nowNanos));
        } else if (!hasTaken || nowNanos - takenNanos >= REST.toNanos()) {
            hasTaken = true;
            takenNanos = nowNanos;
            entries.put(key, new Entry(node.get(), why, 1, nowNanos));
        }
    }

    /** The last first. */
    synchronized List<Refusal> at(long nowNanos) {
        entries.values().removeIf(entry -> nowNanos - entry.lastNanos() > KEPT.toNanos());
        return entries.entrySet().stream()
                .sorted((one, other) -> Long.signum(
                        other.getValue().lastNanos() - one.getValue().lastNanos()))
                .map(entry -> refusal(entry.getKey(), entry.getValue(), nowNanos))
                .toList();
    }

    private static Refusal refusal(Key key, Entry entry, long nowNanos) {
        return new Refusal(
                key.sender().getHostAddress(),
                entry.node().map(NodeName::value),
                key.reason().name().toLowerCase(Locale.ROOT),
                entry.sentence(),
                key.reason().remedy(),
                entry.count(),
                Duration.ofNanos(Math.max(0, nowNanos - entry.lastNanos())).toMillis() / 1000.0);
    }
}
