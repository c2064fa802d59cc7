package dev.mandor.agent;

import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where nginx is told that this node's web service answers, found anew each time it is asked for. Different managers may
 * be reached from different addresses of this node; this is the one toward the first of them to which a way is found. Not
 * thread-safe: it has senders of its own, since a sender serves one thread.
 */
final class AdvertisedEndpoint {
    private final Optional<IpAddress> advertised;
    private final int port;
    private final List<? extends HeartbeatSender> senders;

    AdvertisedEndpoint(Optional<IpAddress> advertised, int port, List<? extends HeartbeatSender> senders) {
        this.advertised = advertised;
        this.port = port;
        this.senders = senders;
    }

    /** Empty when there is no way to any manager, so that nobody is told anything either. */
    Optional<Endpoint> find() {
        return advertised
                .or(() -> senders.stream()
                        .map(AdvertisedEndpoint::source)
                        .flatMap(Optional::stream)
                        .findFirst())
                .map(ip -> new Endpoint(ip, port));
    }

    private static Optional<IpAddress> source(HeartbeatSender sender) {
        try {
            return Optional.of(sender.connect());
        } catch (IOException e) {
            return Optional.empty(); // the HeartbeatPublisher meets the same, and complains of it
        }
    }
}
