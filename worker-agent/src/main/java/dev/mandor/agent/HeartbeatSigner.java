package dev.mandor.agent;

import dev.mandor.auth.HeartbeatKey;
import dev.mandor.auth.KeyFile;
import dev.mandor.auth.KeyFileException;
import dev.mandor.auth.KeyRing;
import dev.mandor.auth.SignedDatagram;
import dev.mandor.auth.WatchedKeys;
import dev.mandor.model.NodeName;
import java.util.function.UnaryOperator;

/**
 * Signs with the key of this node, and looks before each heartbeat whether the key file has changed: a look costs a system
 * call, and spares the agent a thread. Thread-safe.
 */
final class HeartbeatSigner implements UnaryOperator<byte[]> {
    private final WatchedKeys<HeartbeatKey> key;

    /** @throws KeyFileException when the file holds anything but one key for {@code node} */
    HeartbeatSigner(KeyFile file, NodeName node) throws KeyFileException {
        this.key = new WatchedKeys<>(file, keys -> keyOf(node, keys));
    }

    @Override
    public synchronized byte[] apply(byte[] heartbeat) {
        key.refresh();
        return SignedDatagram.sign(heartbeat, key.current());
    }

    private static HeartbeatKey keyOf(NodeName node, KeyRing keys) {
        HeartbeatKey key = keys.only();
        if (!key.speaksFor(node)) {
            throw new IllegalArgumentException(
                    key + " is for " + key.node().orElseThrow() + ", and this node is " + node + "; see --name");
        }
        return key;
    }
}
