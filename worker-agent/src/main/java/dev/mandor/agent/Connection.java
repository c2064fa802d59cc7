package dev.mandor.agent;

import dev.mandor.daemon.Durations;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;

/** A TCP connection to the web service, and what may be wrong with it in words for the user. */
final class Connection {
    private Connection() {}

    /**
     * Connects within {@code deadline}, after looking the name up. The caller closes it.
     *
     * @param host a name or an address
     */
    static Socket open(String host, int port, Duration deadline) throws IOException {
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getByName(host), port);
        Socket socket = new Socket();
        try {
            socket.connect(remote, millis(deadline));
            // Where nobody listens on a port above 32767, the kernel may choose that very port for our end, and then
            // connects it to itself.
            if (remote.equals(socket.getLocalSocketAddress())) {
                throw new ConnectException();
            }
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Never zero, which would mean for ever. */
    static int millis(Duration deadline) {
        return (int) Math.max(1, deadline.toMillis());
    }

    static String reason(IOException e, Duration deadline) {
        if (e instanceof SocketTimeoutException) {
            return "no answer within " + Durations.format(deadline);
        }
        if (e instanceof UnknownHostException) {
            return "the name does not resolve";
        }
        if (e instanceof NoRouteToHostException) {
            return "no route leads there";
        }
        if (e instanceof ConnectException) {
            return "connection refused";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
