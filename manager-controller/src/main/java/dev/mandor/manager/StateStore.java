package dev.mandor.manager;

import dev.mandor.daemon.Durations;
import dev.mandor.daemon.Problem;
import dev.mandor.daemon.WrongUsageException;
import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HeartbeatCodec;
import dev.mandor.model.MalformedHeartbeatException;
import dev.mandor.model.NodeName;
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
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers over restarts which workers may serve, and how far every worker had come, so that nothing older is believed: the
 * last heartbeat of each, one a line, in the form of the datagram. What nginx serves needs no remembering, it stands in
 * nginx's own file. A file that is damaged or foreign is named and ignored.
 *
 * <p>Writing happens on a thread of its own, by rename, so that a full or stuck disk delays no decision and leaves no half
 * file.
 */
final class StateStore implements SnapshotListener {
    static final Duration TOO_OLD = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(StateStore.class);
    private static final String SERVING = "workers.jsonl";
    private static final String NEWEST = "newest.jsonl";
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_UNHEARD = 1024;
    private static final long REWRITE_MILLIS = 10_000;

    private final Path serving;
    private final Path newest;
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
    private List<Heartbeat> unheard = List.of(); // since the start
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
        this.serving = directory.resolve(SERVING);
        this.newest = directory.resolve(NEWEST);
        this.clock = clock;
    }

    /** Of those who may serve; none if there is no usable file. Called once, at the start. */
    List<Heartbeat> restore() {
        try {
            if (!Files.exists(serving)) {
                return List.of();
            }
            Instant saved = Files.getLastModifiedTime(serving).toInstant();
            if (Duration.between(saved, clock.instant()).compareTo(TOO_OLD) > 0) {
                log.info("{} is older than {} and is ignored", serving, Durations.format(TOO_OLD));
                return List.of();
            }
        } catch (IOException e) {
            log.debug("no time of {}", serving, e); // reading it will fail too, with a sentence
        }
        return read(serving);
    }

    /** The newest of every worker that was known, however long ago; none if there is no usable file. Called once. */
    List<Heartbeat> newestOfEach() {
        unheard = Files.exists(newest) ? read(newest) : List.of();
        return unheard;
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
            List<Heartbeat> newestOfEach = newestOfEach(snapshot);
            writer.execute(() -> write(usable, newestOfEach));
        }
    }

    /** Also of those who were not heard since the start: what was recorded of them must not be believed later either. */
    private List<Heartbeat> newestOfEach(ClusterSnapshot snapshot) {
        Set<NodeName> heard = snapshot.nodes().stream().map(NodeStatus::name).collect(Collectors.toSet());
        unheard = unheard.stream()
                .filter(heartbeat -> !heard.contains(heartbeat.node()))
                .limit(MOST_UNHEARD)
                .toList();
        return Stream.concat(snapshot.nodes().stream().map(NodeStatus::last), unheard.stream())
                .toList();
    }

    private void write(List<Heartbeat> usable, List<Heartbeat> newestOfEach) {
        try {
            write(usable, serving);
            write(newestOfEach, newest);
            if (problem.ends()) {
                log.info("{} can be written again", serving);
            }
        } catch (IOException | RuntimeException e) { // losing the memory of a restart must not cost the present
            if (problem.begins(String.valueOf(e.getMessage()))) {
                log.warn("{} cannot be written: {}", serving, e.toString());
            }
        }
    }

    private static void write(List<Heartbeat> heartbeats, Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(
                fresh,
                heartbeats.stream()
                        .map(heartbeat -> new String(HeartbeatCodec.encode(heartbeat), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("\n", "", "\n")));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<Heartbeat> read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new MalformedHeartbeatException("larger than 16 MiB");
            }
            return parse(Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (IOException | MalformedHeartbeatException e) {
            log.warn("{} is ignored, it is damaged or not ours: {}", file, e.getMessage());
            return List.of();
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
