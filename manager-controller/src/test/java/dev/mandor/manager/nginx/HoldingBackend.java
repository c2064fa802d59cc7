package dev.mandor.manager.nginx;

import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A web service on loopback that answers {@code held} to the requests under way when it is told to, and to later ones at once. */
final class HoldingBackend {
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nheld".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket socket = new ServerSocket(0, 50, LOOPBACK.address());
    private final Semaphore arrivals;
    private final List<Socket> held = new ArrayList<>();
    private boolean released;
    private boolean broken;
    private int requests;

    /** @param arrivals gets a permit with each request that arrives */
    HoldingBackend(Semaphore arrivals) throws IOException {
        this.arrivals = arrivals;
        Thread thread = new Thread(this::serve, "holding backend");
        thread.setDaemon(true);
        thread.start();
    }

    Endpoint endpoint() {
        return new Endpoint(LOOPBACK, socket.getLocalPort());
    }

    synchronized int requests() {
        return requests;
    }

    synchronized void release() throws IOException {
        released = true;
        for (Socket connection : held) {
            answer(connection);
        }
        held.clear();
    }

    /** As if its process was killed: nobody listens any more, and the connections of the requests under way are broken. */
    synchronized void breakOff() throws IOException {
        broken = true;
        socket.close();
        for (Socket connection : held) {
            connection.close();
        }
        held.clear();
    }

    void stop() throws IOException {
        socket.close();
        release();
    }

    static void await(Semaphore arrivals, int requests) throws InterruptedException {
        if (!arrivals.tryAcquire(requests, 20, TimeUnit.SECONDS)) {
            throw new AssertionError("only " + arrivals.availablePermits() + " of " + requests + " requests arrived");
        }
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                take(socket.accept());
            } catch (IOException e) {
                // that client is gone, or we are closed
            }
        }
    }

    private synchronized void take(Socket connection) throws IOException {
        if (broken || connection.getInputStream().read(new byte[8192]) <= 0) { // small enough to come as one
            connection.close();
            return;
        }
        requests++;
        if (released) {
            answer(connection);
        } else {
            held.add(connection);
        }
        arrivals.release();
    }

    private static void answer(Socket connection) throws IOException {
        try (connection) {
            connection.getOutputStream().write(ANSWER);
        }
    }
}
