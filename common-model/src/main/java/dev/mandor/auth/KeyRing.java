package dev.mandor.auth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys of one key file, by their ids; at least one. Immutable. */
public final class KeyRing {
    private final Map<KeyId, HeartbeatKey> keys;

    private KeyRing(Map<KeyId, HeartbeatKey> keys) {
        this.keys = keys;
    }

    /**
     * Reads one key a line, see {@link HeartbeatKey#parse}. Empty lines, and those that begin with {@code #}, are passed over.
     *
     * @throws IllegalArgumentException when a line is no key, two have one id or one secret, or there is none; the message
     *     names the line and repeats nothing of it
     */
    public static KeyRing parse(List<String> lines) {
        Map<KeyId, HeartbeatKey> keys = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                try {
                    add(HeartbeatKey.parse(line), keys);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("line " + (i + 1) + ": " + e.getMessage());
                }
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("there is no key in it");
        }
        return new KeyRing(keys);
    }

    // With one secret under two ids, a node that holds the one could speak for the node of the other.
    private static void add(HeartbeatKey key, Map<KeyId, HeartbeatKey> keys) {
        if (keys.values().stream().anyMatch(key::hasSecretOf)) {
            throw new IllegalArgumentException("another key has the same secret");
        }
        if (keys.putIfAbsent(key.id(), key) != null) {
            throw new IllegalArgumentException("another key has the same id");
        }
    }

    public Optional<HeartbeatKey> find(KeyId id) {
        return Optional.ofNullable(keys.get(id));
    }

    /** In the order of the file. */
    public Set<KeyId> ids() {
        return keys.keySet();
    }

    /**
     * The key of a file that holds just one, as that of an agent does.
     *
     * @throws IllegalArgumentException when there are several
     */
    public HeartbeatKey only() {
        if (keys.size() != 1) {
            throw new IllegalArgumentException("there are " + keys.size() + " keys in it, and an agent signs with one");
        }
        return keys.values().iterator().next();
    }

    /** The ids, without the secrets. */
    @Override
    public String toString() {
        return "keys " + keys.keySet();
    }
}
