package dev.mandor.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Healthy is who answers a GET with a status from 200 to 399. No redirect is followed: it is an answer too.
 *
 * <p>Only the status line is read, from a plain socket. {@code java.net.http.HttpClient} would bring threads and megabytes
 * of its own, and the deadline of {@code HttpURLConnection} is one for each read: a service that sends a byte a second
 * would keep it for hours.
 */
final class HttpHealthCheck implements HealthCheck {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");
    private static final int LONGEST_STATUS_LINE = 512;

    private final String host;
    private final int port;
    private final String url;
    private final String request;

    /**
     * @param authority the host, and the port if it was given, as the {@code Host} header repeats it
     * @param path begins with a slash; of visible ASCII characters, so that it can end no line
     */
    HttpHealthCheck(String host, int port, String authority, String path) {
        this.host = host;
        this.port = port;
        this.url = "http://" + authority + path;
        this.request = "GET " + path + " HTTP/1.1\r\nHost: " + authority
                + "\r\nUser-Agent: mandor\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    }

    @Override
    public Optional<HealthResult> check(Duration deadline) {
        long started = System.nanoTime();
        try (Socket socket = Connection.open(host, port, deadline)) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return Optional.of(judge(statusLine(socket, started, deadline)));
        } catch (IOException e) {
            return Optional.of(new HealthResult(false, url + ": " + Connection.reason(e, deadline)));
        }
    }

    private HealthResult judge(String statusLine) {
        Matcher matcher = STATUS_LINE.matcher(statusLine);
        if (!matcher.matches()) {
            return new HealthResult(false, url + ": the answer is not HTTP");
        }
        int status = Integer.parseInt(matcher.group(1));
        return new HealthResult(status >= 200 && status < 400, url + " answers " + status);
    }

    /** What came up to the end of the first line, or of the connection. */
    private static String statusLine(Socket socket, long started, Duration deadline) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        byte[] some = new byte[LONGEST_STATUS_LINE];
        while (line.size() < LONGEST_STATUS_LINE) {
            Duration left = deadline.minusNanos(System.nanoTime() - started);
            if (left.isNegative() || left.isZero()) {
                throw new SocketTimeoutException();
            }
            socket.setSoTimeout(Connection.millis(left));
            int count = socket.getInputStream().read(some);
            if (count < 0) {
                break;
            }
            line.write(some, 0, count);
            int end = line.toString(ISO_8859_1).indexOf('\n');
            if (end >= 0) {
                return line.toString(ISO_8859_1).substring(0, end).stripTrailing();
            }
        }
        return line.toString(ISO_8859_1);
    }
}
