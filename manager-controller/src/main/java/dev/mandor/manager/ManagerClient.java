package dev.mandor.manager;

import dev.mandor.daemon.OneLine;
import dev.mandor.daemon.WrongUsageException;
import dev.mandor.http.HttpOption;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Asks a manager that runs what it shows by HTTP: the part that the commands for it share. */
final class ManagerClient {
    /** The exit code when no manager answers. */
    static final int UNREACHABLE = 3;

    private static final int MILLIS = 3000;
    private static final int MOST_BYTES = 64 << 20; // some times that of 10,000 nodes

    @Option(
            names = "--http",
            paramLabel = "IP[:PORT]",
            description = "Where the manager answers, as its own --http. Default: 127.0.0.1:9797")
    private HttpOption http = ManagerCommand.DEFAULT_HTTP;

    /**
     * What it answers at {@code path}.
     *
     * @throws IOException when it does not, with a reason for {@link #unreachable}
     */
    String ask(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(site() + path).toURL().openConnection();
        connection.setConnectTimeout(MILLIS);
        connection.setReadTimeout(MILLIS);
        connection.setInstanceFollowRedirects(false);
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw new IOException(
                    status < 0
                            ? "another program answers there, and no HTTP"
                            : "what answers there is no manager (status " + status
                                    + Optional.ofNullable(connection.getHeaderField("Server"))
                                            .map(server -> ", " + OneLine.of(server))
                                            .orElse("")
                                    + ")");
        }
        try (InputStream body = connection.getInputStream()) {
            return new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        }
    }

    /** A sentence for the user. */
    String unreachable(Exception cause) {
        return "no manager answers at " + site() + ": " + cause.getMessage()
                + "; if it runs, its log says where it listens for HTTP: name that with --http";
    }

    /** Whether there is an address to ask. */
    boolean isOn() {
        return http.address().isPresent();
    }

    /** As {@code http://127.0.0.1:9797}. */
    String site() {
        InetSocketAddress address =
                http.address().orElseThrow(() -> new WrongUsageException("--http off: there is nowhere to ask"));
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
