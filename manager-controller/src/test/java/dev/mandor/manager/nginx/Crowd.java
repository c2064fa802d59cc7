package dev.mandor.manager.nginx;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;

/** So many connections to one server, on which nothing is said; for each one more, the oldest is given up. */
final class Crowd implements AutoCloseable {
    private final InetSocketAddress server;
    private final int most;
    private final CountDownLatch missing;
    private final Thread thread = new Thread(this::run, "crowd");
    private volatile boolean closed;

    Crowd(InetSocketAddress server, int most) {
        this.server = server;
        this.most = most;
        this.missing = new CountDownLatch(most);
        thread.setDaemon(true);
        thread.start();
    }

    void awaitFull() throws InterruptedException {
        missing.await();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void run() {
        Deque<Socket> sockets = new ArrayDeque<>();
        while (!closed) {
            Socket socket = new Socket();
            try {
                socket.connect(server, 1000);
                missing.countDown();
            } catch (IOException e) {
                // too many by now
            }
            sockets.add(socket);
            if (sockets.size() > most) {
                closeQuietly(sockets.remove());
            }
        }
        sockets.forEach(Crowd::closeQuietly);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // the other side was faster
        }
    }
}
