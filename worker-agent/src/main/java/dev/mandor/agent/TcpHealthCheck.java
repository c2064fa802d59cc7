package dev.mandor.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Healthy is who accepts a connection. Nothing is sent. */
final class TcpHealthCheck implements HealthCheck {
    private final String host;
    private final int port;

    TcpHealthCheck(String host, int port) {
        this.host = host;
        this.port = port;
    }

    /** Looks where nginx is told to send requests. */
    static HealthCheck of(AdvertisedEndpoint advertised) {
        return deadline -> advertised
                .find()
                .flatMap(endpoint -> new TcpHealthCheck(endpoint.ip().toString(), endpoint.port()).check(deadline));
    }

    @Override
    public Optional<HealthResult> check(Duration deadline) {
        String name = "tcp://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        try {
            Connection.open(host, port, deadline).close();
            return Optional.of(new HealthResult(true, name + " accepts connections"));
        } catch (IOException e) {
            return Optional.of(new HealthResult(false, name + ": " + Connection.reason(e, deadline)));
        }
    }
}
