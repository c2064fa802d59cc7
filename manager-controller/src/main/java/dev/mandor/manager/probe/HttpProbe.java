package dev.mandor.manager.probe;

import dev.mandor.model.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * One request by a socket of our own: {@code HttpURLConnection} does not let the Host be named, follows redirects and repeats what
 * failed. Reads the head of the answer and no more.
 */
final class HttpProbe {
    static final Duration CONNECT = Duration.ofSeconds(2);
    static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int MOST_BYTES = 64 << 10;

    private final LongSupplier ticker;

    /** @param ticker the monotonic clock */
    HttpProbe(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** Nobody accepts connections there; the message says why, as {@code Connection refused}. */
    static final class NoConnectionException extends IOException {
        private static final long serialVersionUID = 1L;

        NoConnectionException(IOException cause) {
            super(cause instanceof SocketTimeoutException ? "no answer to a connect" : cause.getMessage(), cause);
        }
    }

    /**
     * Asks for the head of {@code /}.
     *
     * @param field one more header field of the request
     * @return empty when what came is no HTTP
     * @throws NoConnectionException when nobody accepts connections
     * @throws IOException when the connection broke, or nothing came in time; the message says which
     */
    Optional<HttpHead> head(Endpoint to, String host, Optional<String> field) throws IOException {
        try (Socket socket = connect(to)) {
            String request = "HEAD / HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: Mandor-Probe\r\nAccept: */*\r\n"
                    + field.map(one -> one + "\r\n").orElse("") + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return HttpHead.parse(read(socket));
        }
    }

    private static Socket connect(Endpoint to) throws NoConnectionException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(to.ip().address(), to.port()), (int) CONNECT.toMillis());
            return socket;
        } catch (IOException e) {
            close(socket);
            throw new NoConnectionException(e);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing was ever sent on it
        }
    }

    private byte[] read(Socket socket) throws IOException {
        long end = ticker.getAsLong() + ANSWER.toNanos();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[4096];
        while (head.size() < MOST_BYTES && !isWhole(head)) {
            int count = readBefore(end, socket, in, buffer);
            if (count < 0) {
                break;
            }
            head.write(buffer, 0, count);
        }
        if (head.size() == 0) {
            throw new IOException("the connection was closed without an answer");
        }
        return head.toByteArray();
    }

    // A timeout of the socket's is for each read: one byte a second would never end.
    private int readBefore(long end, Socket socket, InputStream in, byte[] buffer) throws IOException {
        long left = (end - ticker.getAsLong()) / 1_000_000;
        try {
            if (left > 0) {
                socket.setSoTimeout((int) left);
                return in.read(buffer);
            }
        } catch (SocketTimeoutException e) {
            // told below
        }
        throw new IOException("no answer within " + ANSWER.toSeconds() + " s");
    }

    private static boolean isWhole(ByteArrayOutputStream head) {
        return head.toString(StandardCharsets.ISO_8859_1).contains("\r\n\r\n");
    }
}
