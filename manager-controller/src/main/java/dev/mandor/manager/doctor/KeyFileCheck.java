package dev.mandor.manager.doctor;

import dev.mandor.auth.HeartbeatKey;
import dev.mandor.auth.KeyFile;
import dev.mandor.auth.KeyFileException;
import dev.mandor.auth.KeyRing;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** The keys with which heartbeats are signed, read as the manager reads them. No secret is shown. */
public final class KeyFileCheck implements Check.Look {
    private final Optional<Path> file;

    public KeyFileCheck(Optional<Path> file) {
        this.file = file;
    }

    @Override
    public void at(Consumer<Finding> tell) {
        tell.accept(file.map(KeyFileCheck::finding).orElseGet(KeyFileCheck::without));
    }

    private static Finding finding(Path path) {
        try {
            return usable(path, new KeyFile(path).read());
        } catch (KeyFileException e) {
            return Finding.fail(
                    e.getMessage(),
                    "make it with 'manager keys new NODE'; chown it to root or the manager's user, chmod 0600");
        }
    }

    static Finding usable(Path path, KeyRing keys) {
        long nodes = keys.ids().stream()
                .flatMap(id -> keys.find(id).stream())
                .map(HeartbeatKey::node)
                .flatMap(Optional::stream)
                .distinct()
                .count();
        long shared = keys.ids().stream()
                .flatMap(id -> keys.find(id).stream())
                .filter(key -> key.node().isEmpty())
                .count();
        return Finding.ok(
                "key file " + path + ": " + Words.count(keys.ids().size(), "key") + " for " + Words.count(nodes, "node")
                        + (shared > 0 ? " and for any node" : "") + "; its owner and mode are right");
    }

    private static Finding without() {
        return Finding.warn(
                "heartbeats are not authenticated: whoever reaches the port can report as a node",
                "give the manager --key-file, and each agent its key; see 'manager keys new --help'");
    }
}
