package dev.mandor.manager;

import dev.mandor.daemon.Durations;
import dev.mandor.daemon.Problem;
import dev.mandor.daemon.WrongUsageException;
import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HeartbeatCodec;
import dev.mandor.model.MalformedHeartbeatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers over restarts which workers may serve: the last heartbeat of each, one a line, in the form of the datagram. What
 * nginx serves needs no remembering, it stands in nginx's own file. A file that is damaged or foreign is named and ignored.
 *
 * <p>Writing happens on a thread of its own, by rename, so that a full or stuck disk delays no decision and leaves no half
 * file.
 */
final class StateStore implements SnapshotListener {
    static final Duration TOO_OLD = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(StateStore.class);
    private static final String FILE = "workers.jsonl";
    private static final long REWRITE_MILLIS = 10_000;

    private final Path file;
    private final Clock clock;
    private final Problem problem = new Problem();
    private final ExecutorService writer = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1),
            work -> {
                Thread thread = new Thread(work, "state");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy()); // the next snapshot comes soon, and knows more
    private List<String> written = List.of();
    private long writtenMillis;

    /**
     * @param directory is made if it is not there
     * @throws WrongUsageException when nothing can be written into it
     */
    StateStore(Path directory, Clock clock) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new WrongUsageException("the state directory " + directory + " cannot be made: "
                    + e.getClass().getSimpleName());
        }
        if (!Files.isWritable(directory)) {
            throw new WrongUsageException("the state directory " + directory + " cannot be written into");
        }
        this.file = directory.resolve(FILE);
        this.clock = clock;
    }

    /** The heartbeats remembered, none if there is no usable file. Called once, at the start. */
    List<Heartbeat> restore() {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            Instant saved = Files.getLastModifiedTime(file).toInstant();
            if (Duration.between(saved, clock.instant()).compareTo(TOO_OLD) > 0) {
                log.info("{} is older than {} and is ignored", file, Durations.format(TOO_OLD));
                return List.of();
            }
            return parse(Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (IOException | MalformedHeartbeatException e) {
            log.warn("{} is ignored, it is damaged or not ours: {}", file, e.getMessage());
            return List.of();
        }
    }

    @Override
    public void onSnapshot(ClusterSnapshot snapshot) {
        List<Heartbeat> usable = snapshot.nodes().stream()
                .filter(node -> node.state().isUsable())
                .map(NodeStatus::last)
                .toList();
        List<String> names =
                usable.stream().map(heartbeat -> heartbeat.node().value()).toList();
        long now = clock.millis();
        if (!names.equals(written) || Math.abs(now - writtenMillis) >= REWRITE_MILLIS) {
            written = names;
            writtenMillis = now;
            writer.execute(() -> write(usable));
        }
    }

    private void write(List<Heartbeat> heartbeats) {
        Path fresh = file.resolveSibling(FILE + ".new");
        try {
            Files.writeString(
                    fresh,
                    heartbeats.stream()
                            .map(heartbeat -> new String(HeartbeatCodec.encode(heartbeat), StandardCharsets.UTF_8))
                            .collect(Collectors.joining("\n", "", "\n")));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            if (problem.ends()) {
                log.info("{} can be written again", file);
            }
        } catch (IOException | RuntimeException e) { // losing the memory of a restart must not cost the present
            if (problem.begins(String.valueOf(e.getMessage()))) {
                log.warn("{} cannot be written: {}", file, e.toString());
            }
        }
    }

    private static List<Heartbeat> parse(List<String> lines) throws MalformedHeartbeatException {
        List<Heartbeat> heartbeats = new ArrayList<>();
        for (String line : lines) {
            if (!line.isBlank()) {
                byte[] datagram = line.getBytes(StandardCharsets.UTF_8);
                heartbeats.add(HeartbeatCodec.decode(datagram, datagram.length));
            }
        }
        return heartbeats;
    }
}
