package dev.mandor.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages that can be read and nothing else, on a few threads of their own; a client that is slow is cut off after
 * {@value #SECONDS} s, and at most {@value #MOST_CONNECTIONS} connections are open at once. So nobody who asks can hold up the
 * work of the daemon, and who asks too much waits or is turned away.
 *
 * <p>The JDK's own server: a handful of paths that are read need no framework.
 *
 * <p>Asked on a loopback address, it wants to be called by an address or {@code localhost}: a web page that has its own name
 * resolve to 127.0.0.1 (DNS rebinding) is not to read what is shown here in its visitor's browser.
 */
public final class ReadOnlyServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReadOnlyServer.class);
    private static final int MOST_WAITING = 64;
    private static final int MOST_CONNECTIONS = 200;
    private static final int SECONDS = 10;
    private static final String EVENT_STREAM = "text/event-stream";

    // What a page loads, it loads from here. Whatever a node's name holds, no browser that knows these rules runs it.
    private static final String CONTENT_SECURITY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'";
    private static final Pattern OURSELVES = Pattern.compile("(localhost|[0-9.]+|\\[[0-9a-fA-F:.]+])(:[0-9]+)?");

    private final HttpServer server;
    private final int mostAtOnce;
    private final Watchdog watchdog = new Watchdog(TimeUnit.SECONDS.toMillis(SECONDS));
    private final List<Streams> streams = new ArrayList<>();

    private ReadOnlyServer(HttpServer server, int mostAtOnce) {
        this.server = server;
        this.mostAtOnce = mostAtOnce;
    }

    /**
     * Listens, and answers from {@link #start} on.
     *
     * @param mostAtOnce how many threads answer
     * @throws IOException when {@code address} cannot be listened on
     */
    public static ReadOnlyServer open(InetSocketAddress address, int mostAtOnce) throws IOException {
        // Read by the JDK's server, once. Of answers the watchdog takes care.
        System.setProperty("sun.net.httpserver.maxReqTime", Integer.toString(SECONDS));
        // Each is an open file, and the daemon needs some too. One more is closed at once. The first JDKs 17 do not
        // know it.
        System.setProperty("jdk.httpserver.maxConnections", Integer.toString(MOST_CONNECTIONS));
        return new ReadOnlyServer(HttpServer.create(address, MOST_WAITING), mostAtOnce);
    }

    /** The address that is listened on; the port that the kernel chose when 0 was asked for. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Answers {@code path}, and nothing below it, with {@code page}. */
    public void page(String path, Page page) {
        ask(path, query -> page.answer());
    }

    /** As {@link #page}, for one that depends on what is asked. */
    public void ask(String path, Question question) {
        server.createContext(path, exchange -> respond(exchange, path, question));
    }

    /**
     * Answers {@code path} with a stream of events, on threads apart, so that who listens does not keep others out.
     *
     * <p>At most {@value Streams#MOST} listen at once, the next one gets 503.
     */
    public void broadcast(String path, Broadcast broadcast) {
        Streams listeners = new Streams(broadcast, watchdog);
        streams.add(listeners);
        server.createContext(path, exchange -> {
            boolean isWanted = refusal(path, exchange).isEmpty()
                    && exchange.getRequestMethod().equals("GET");
            if (isWanted) {
                setHeaders(exchange, EVENT_STREAM);
                exchange.getResponseHeaders().set("X-Accel-Buffering", "no"); // where an nginx is before this
            }
            if (!isWanted || !listeners.open(exchange)) {
                respond(exchange, path, query -> Answer.text(503, "as many listen as may"));
            }
        });
    }

    public void start() {
        server.setExecutor(new ThreadPoolExecutor(
                mostAtOnce, mostAtOnce, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = new Thread(work, "http");
                    thread.setDaemon(true);
                    return thread;
                }));
        server.start();
    }

    @Override
    public void close() {
        streams.forEach(Streams::close);
        server.stop(0);
        watchdog.close();
    }

    private void respond(HttpExchange exchange, String path, Question question) throws IOException {
        try {
            Optional<Answer> refusal = refusal(path, exchange);
            Answer answer = refusal.isPresent()
                    ? refusal.get()
                    : question.answer(
                            Optional.ofNullable(exchange.getRequestURI().getRawQuery()));
            watchdog.watch(() -> send(exchange, answer));
        } catch (RuntimeException e) { // whatever one page met, the next one is answered
            log.debug("{} was not answered", path, e);
        } finally {
            watchdog.watch(exchange::close);
        }
    }

    /** Why this is not answered. */
    private Optional<Answer> refusal(String path, HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals(path)) { // a context is all that begins with its path
            return Optional.of(Answer.text(404, "there is nothing here"));
        }
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Optional.of(Answer.text(405, "this can only be read"));
        }
        if (address().getAddress().isLoopbackAddress() && !isForUs(exchange)) {
            return Optional.of(Answer.text(403, "call this by its address or localhost"));
        }
        return Optional.empty();
    }

    private static boolean isForUs(HttpExchange exchange) {
        String host = exchange.getRequestHeaders().getFirst("Host");
        return host == null || OURSELVES.matcher(host).matches();
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        boolean asGzip = takesGzip(exchange);
        long length = answer.body().length(asGzip);
        if (asGzip) {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
        }
        setHeaders(exchange, answer.type());
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(length));
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), length);
        answer.body().send(exchange.getResponseBody(), asGzip);
    }

    private static void setHeaders(HttpExchange exchange, String type) {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Security-Policy", CONTENT_SECURITY);
        headers.set("Referrer-Policy", "no-referrer");
    }

    // "gzip;q=0", a refusal in so many words, is sent by no client that we know of; it gets plain text, as all that is
    // unclear.
    private static boolean takesGzip(HttpExchange exchange) {
        return exchange.getRequestHeaders().getOrDefault("Accept-Encoding", List.of()).stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .anyMatch(coding -> coding.strip().equals("gzip"));
    }
}
