package dev.mandor.manager.dockerproxy;

import dev.mandor.daemon.Problem;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on a socket like Docker's, and passes on what {@link AllowedRequests} lets through.
 *
 * <p>One request per connection, as HTTP/1.1 allows ({@code Connection: close}): it is read whole, written anew for the engine
 * on a connection of its own, and from then on bytes flow back only. So there is no second request that could hide behind the
 * first, whatever the engine makes of it, and no tunnel to it where {@code docker exec} has the connection upgraded.
 *
 * <p>Not HAProxy, the usual proxy before this socket: since 2.4 it takes the {@code Upgrade} header from requests with a
 * body, and {@code docker exec} ends with "unable to upgrade to tcp, received 200" (its issue 2684, repaired in 3.1; seen with
 * Debian 12's 2.6). Nor nginx: it refuses the empty {@code Host} of docker 20.10, and ends an upgraded connection as soon as
 * docker 28 closes its half of it (seen with 1.22).
 *
 * <p>Each connection has a thread of a bounded pool, and must be done within a deadline, so that neither a hanging engine nor
 * a client that says nothing holds one for ever.
 */
final class DockerProxy implements Runnable, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DockerProxy.class);
    private static final int MOST_CONNECTIONS = 32;
    private static final long DEADLINE_SECONDS = 20; // an install takes 5 s at the longest

    private final ServerSocketChannel listening;
    private final UnixDomainSocketAddress engine;
    private final AllowedRequests allowed;
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            0, MOST_CONNECTIONS, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), daemon("connection"));
    private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor(daemon("deadlines"));
    private final Problem problem = new Problem();

    private DockerProxy(ServerSocketChannel listening, Path engine, AllowedRequests allowed) {
        this.listening = listening;
        this.engine = UnixDomainSocketAddress.of(engine);
        this.allowed = allowed;
    }

    /**
     * Opens the socket, for this user and group.
     *
     * @throws IOException when it cannot be had
     */
    static DockerProxy open(Path socket, Path engine, AllowedRequests allowed) throws IOException {
        if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS) && isSocket(socket)) {
            Files.delete(socket); // of a run before
        }
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new DockerProxy(channel, engine, allowed);
    }

    private static boolean isSocket(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther();
    }

    /** Runs until {@link #close}. */
    @Override
    public void run() {
        try {
            while (listening.isOpen()) {
                serve(listening.accept());
            }
        } catch (IOException e) {
            if (listening.isOpen()) {
                throw new UncheckedIOException("the socket for requests is broken", e); // a restart opens a new one
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void serve(SocketChannel client) {
        try {
            workers.execute(() -> serveSafely(client));
        } catch (RejectedExecutionException e) { // the docker program says that it cannot connect, and is called again
            close(client);
            complain("more than " + MOST_CONNECTIONS + " requests at a time");
        }
    }

    private void serveSafely(SocketChannel client) {
        ScheduledFuture<?> deadline = deadlines.schedule(() -> close(client), DEADLINE_SECONDS, TimeUnit.SECONDS);
        try (client) {
            answer(client);
        } catch (IOException | RuntimeException e) { // the client went away; nobody is left to be told
            log.debug("a connection ended early", e);
        } finally {
            deadline.cancel(false);
        }
    }

    private void answer(SocketChannel client) throws IOException {
        OutputStream out = Channels.newOutputStream(client);
        try {
            passOn(allowed.check(EngineRequest.read(new BufferedInputStream(Channels.newInputStream(client)))), out);
        } catch (RefusedRequestException e) {
            complain(e.getMessage());
            out.write(answer(e.status(), e.getMessage()));
        }
    }

    private void passOn(EngineRequest request, OutputStream out) throws IOException {
        try (SocketChannel there = connect()) {
            ScheduledFuture<?> deadline = deadlines.schedule(() -> close(there), DEADLINE_SECONDS, TimeUnit.SECONDS);
            try {
                Channels.newOutputStream(there).write(written(request));
                Channels.newInputStream(there).transferTo(out);
            } finally {
                deadline.cancel(false);
            }
        }
    }

    private SocketChannel connect() throws RefusedRequestException {
        try {
            return SocketChannel.open(engine);
        } catch (IOException e) {
            throw RefusedRequestException.unanswered(
                    "the Docker engine behind Mandor's docker-proxy cannot be reached: " + e.getMessage());
        }
    }

    private static byte[] written(EngineRequest request) {
        boolean upgrades = request.target().endsWith("/start");
        String type = request.method().equals("PUT") ? "application/x-tar" : "application/json";
        String head = request + " HTTP/1.1\r\nHost: docker\r\n"
                + (upgrades ? "Connection: Upgrade, close\r\nUpgrade: tcp\r\n" : "Connection: close\r\n")
                + (request.body().length == 0
                        ? ""
                        : "Content-Type: " + type + "\r\nContent-Length: " + request.body().length + "\r\n")
                + "\r\n";
        return concatenated(head, request.body());
    }

    private static byte[] answer(int status, String sentence) {
        byte[] body = ("{\"message\":\"" + sentence + "\"}\n").getBytes(StandardCharsets.UTF_8);
        return concatenated(
                "HTTP/1.1 " + status + " \r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: "
                        + body.length + "\r\n\r\n",
                body);
    }

    private static byte[] concatenated(String head, byte[] body) {
        byte[] first = head.getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(first, first.length + body.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return all;
    }

    private void complain(String sentence) {
        synchronized (problem) {
            if (problem.begins(sentence)) {
                log.warn("{}", sentence);
            }
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("while closing", e);
        }
    }

    private static ThreadFactory daemon(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
