package dev.mandor.manager.report;

import dev.mandor.daemon.WrongUsageException;
import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HeartbeatCodec;
import dev.mandor.model.MalformedHeartbeatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which node is behind an address: nginx knows addresses only, since no node's name ever reaches its file. */
record NodeNames(Map<String, String> byAddress) {
    static final NodeNames NONE = new NodeNames(Map.of());

    NodeNames {
        byAddress = Map.copyOf(byAddress);
    }

    /**
     * Reads {@code newest.jsonl} of the manager's {@code --state-dir}: a heartbeat a line.
     *
     * @throws WrongUsageException when it is anything else
     */
    static NodeNames read(Path file) {
        Map<String, String> names = new HashMap<>();
        try (InputStream in = Files.newInputStream(file)) {
            Lines lines = new Lines(in);
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                byte[] bytes = line.get().getBytes(StandardCharsets.UTF_8);
                put(HeartbeatCodec.decode(bytes, bytes.length), names);
            }
        } catch (IOException e) {
            throw new WrongUsageException(
                    "--names " + file + " cannot be read: " + e.getClass().getSimpleName());
        } catch (MalformedHeartbeatException e) {
            throw new WrongUsageException(
                    "--names " + file + " is not the file newest.jsonl of a manager's --state-dir: " + e.getMessage());
        }
        return new NodeNames(names);
    }

    private static void put(Heartbeat heartbeat, Map<String, String> names) {
        String name = heartbeat.node().value();
        names.put(heartbeat.endpoint().toString(), name);
        heartbeat
                .otherPorts()
                .keySet()
                .forEach(port -> names.put(new Endpoint(heartbeat.endpoint().ip(), port).toString(), name));
    }

    /** {@code worker1 (10.0.0.1:8080)}, or the address alone. */
    String of(String address) {
        String name = byAddress.get(address);
        return name == null ? address : name + " (" + address + ")";
    }
}
