package dev.mandor.manager.nginx;

import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A web service on loopback that counts the requests that it got. */
final class Backend {
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");

    private final ServerSocket socket;
    private final Function<String, String> answers;
    private final Thread thread;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile String lastRequest = "";

    private Backend(Function<String, String> answers) throws IOException {
        this.answers = answers;
        socket = new ServerSocket(0, 50, LOOPBACK.address());
        thread = new Thread(this::serve, "backend");
        thread.setDaemon(true);
        thread.start();
    }

    static Backend answering(String body) throws IOException {
        return new Backend(path -> ok(body));
    }

    /** Answers that it cannot serve now, in its own words. */
    static Backend overloaded(String body) throws IOException {
        return new Backend(
                path -> "HTTP/1.1 503 Service Unavailable\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    /** Accepts a request and then closes the connection: it may or may not have carried it out. */
    static Backend dying() throws IOException {
        return new Backend(path -> "");
    }

    /**
     * Answers what {@code answers} says to the path that was asked for, all of it as it goes over the wire, and closes the
     * connection. One request at a time.
     */
    static Backend saying(Function<String, String> answers) throws IOException {
        return new Backend(answers);
    }

    /** What {@link #answering} says. */
    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Where nobody listens. */
    static Endpoint refusing() throws IOException {
        return new Endpoint(LOOPBACK, RealNginx.freePort());
    }

    Endpoint endpoint() {
        return new Endpoint(LOOPBACK, socket.getLocalPort());
    }

    int requests() {
        return requests.get();
    }

    /** As it came, if it came at once. */
    String lastRequest() {
        return lastRequest;
    }

    /** Returns when nobody listens any more: the kernel goes on accepting for a thread that is still in {@code accept}. */
    void stop() throws IOException, InterruptedException {
        socket.close();
        thread.join();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                InputStream in = connection.getInputStream();
                byte[] request = new byte[8192]; // small enough to come as one
                int length = in.read(request);
                if (length > 0) {
                    requests.incrementAndGet();
                    connection.getOutputStream().write(answerTo(request, length).getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // that client is gone, or we are closed
            }
        }
    }

    private String answerTo(byte[] request, int length) {
        return answers.apply(new String(request, 0, length, StandardCharsets.US_ASCII).split(" ", 3)[1]);
    }
}
