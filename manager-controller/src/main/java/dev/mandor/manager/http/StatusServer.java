package dev.mandor.manager.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mandor.manager.view.StatusJson;
import dev.mandor.manager.view.View;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers who asks how the manager is: health, metrics, status. It only ever reads what the deciding threads left behind, on
 * threads of its own, of which there are at most {@value #MOST_AT_ONCE}; a client that is slow is cut off after
 * {@value #SECONDS} s. So nobody who asks can hold up a decision, and who asks too much waits or is turned away.
 *
 * <p>The JDK's own server: a handful of paths that are read need no framework.
 *
 * <p>Asked on a loopback address, it wants to be called by an address or {@code localhost}: a web page that has its own name
 * resolve to 127.0.0.1 (DNS rebinding) is not to read the names of the nodes in its visitor's browser.
 */
public final class StatusServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StatusServer.class);
    private static final int MOST_AT_ONCE = 8;
    private static final int MOST_WAITING = 64;
    private static final String SECONDS = "10";
    private static final Pattern OURSELVES = Pattern.compile("(localhost|[0-9.]+|\\[[0-9a-fA-F:.]+])(:[0-9]+)?");

    private final HttpServer server;
    private final View view;
    private final Metrics metrics;

    private record Answer(int status, String type, String body) {
        static Answer text(int status, String text) {
            return new Answer(status, "text/plain; charset=utf-8", text + "\n");
        }
    }

    private interface Page {
        Answer answer() throws IOException;
    }

    private StatusServer(HttpServer server, View view) {
        this.server = server;
        this.view = view;
        this.metrics = new Metrics(view);
    }

    /**
     * Listens, and answers from {@link #start} on.
     *
     * @throws IOException when {@code address} cannot be listened on
     */
    public static StatusServer open(InetSocketAddress address, View view) throws IOException {
        System.setProperty("sun.net.httpserver.maxReqTime", SECONDS); // read by the JDK's server, once
        System.setProperty("sun.net.httpserver.maxRspTime", SECONDS);
        return new StatusServer(HttpServer.create(address, MOST_WAITING), view);
    }

    /** The address that is listened on; the port that the kernel chose when 0 was asked for. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    public void start() {
        page(
                "/healthz",
                () -> view.isAlive() ? Answer.text(200, "ok") : Answer.text(503, "the control loop stands still"));
        page(
                "/readyz",
                () -> view.overview().nginx().applied()
                        ? Answer.text(200, "ok")
                        : Answer.text(503, "nginx does not have the plan"));
        page("/metrics", () -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.text()));
        page("/api/v1/status", () -> new Answer(200, "application/json", StatusJson.write(view.overview())));
        page("/api/v1/decisions", () -> new Answer(200, "application/json", StatusJson.write(view.decisions())));
        server.setExecutor(new ThreadPoolExecutor(
                MOST_AT_ONCE, MOST_AT_ONCE, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = new Thread(work, "http");
                    thread.setDaemon(true);
                    return thread;
                }));
        server.start();
        log.info("HTTP on {}: /metrics, /healthz, /readyz, /api/v1/status, /api/v1/decisions", address());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void page(String path, Page page) {
        server.createContext(path, exchange -> {
            try (exchange) {
                send(exchange, answer(path, page, exchange));
            } catch (RuntimeException e) { // whatever one page met, the next one is answered
                log.debug("{} was not answered", path, e);
            }
        });
    }

    private Answer answer(String path, Page page, HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals(path)) { // a context is all that begins with its path
            return Answer.text(404, "there is nothing here");
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Answer.text(405, "this can only be read");
        }
        if (address().getAddress().isLoopbackAddress() && !isForUs(exchange)) {
            return Answer.text(403, "call this by its address or localhost");
        }
        return page.answer();
    }

    private static boolean isForUs(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        return host == null || OURSELVES.matcher(host).matches();
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }
}
