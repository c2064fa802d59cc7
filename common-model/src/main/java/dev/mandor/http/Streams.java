package dev.mandor.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Those who listen to a {@link Broadcast}, at most {@value #MOST} at once, each with a thread of his own: a write to one who does not
 * read blocks, until the watchdog ends it, and holds up nobody else. Thread-safe.
 */
final class Streams implements AutoCloseable {
    static final int MOST = 32;
    private static final int IDLE_SECONDS = 10;

    private final Broadcast broadcast;
    private final Watchdog watchdog;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(0, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                Thread thread = new Thread(work, "http-events");
                thread.setDaemon(true);
                return thread;
            });

    Streams(Broadcast broadcast, Watchdog watchdog) {
        this.broadcast = broadcast;
        this.watchdog = watchdog;
    }

    /** Streams from now on, and returns at once; false when there are too many who listen. */
    boolean open(HttpExchange exchange) {
        try {
            threads.execute(() -> stream(exchange));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void stream(HttpExchange exchange) {
        try {
            watchdog.watch(() -> exchange.sendResponseHeaders(200, 0));
            broadcast.tell(events -> watchdog.watch(() -> write(exchange, events)));
        } catch (IOException | InterruptedException | RuntimeException e) { // the end of this stream, and of no other
            end(exchange);
        }
    }

    private static void write(HttpExchange exchange, String events) throws IOException {
        OutputStream out = exchange.getResponseBody();
        out.write(events.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private void end(HttpExchange exchange) {
        try {
            watchdog.watch(exchange::close);
        } catch (IOException e) {
            throw new AssertionError("close() does not throw", e);
        }
    }
}
