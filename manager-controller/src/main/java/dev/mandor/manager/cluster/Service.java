package dev.mandor.manager.cluster;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * One web service behind nginx.
 *
 * @param port where it answers on each node, 1 to 65535; empty for the port that each node's agent reports
 * @param host under which clients ask for it; empty for the one that answers whatever name clients use
 * @param policy who serves it
 */
public record Service(ServiceName name, OptionalInt port, Optional<HostName> host, SelectionPolicy policy) {

    /** @throws IllegalArgumentException when there is no such port */
    public Service {
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65535)) {
            throw new IllegalArgumentException("a port is a number from 1 to 65535, not " + port.getAsInt());
        }
    }

    /** The nodes as seen for this service. */
    public ClusterSnapshot of(ClusterSnapshot snapshot) {
        return port.isPresent() ? snapshot.at(port.getAsInt()) : snapshot;
    }

    /** As {@code web=8080@www.example.org}. */
    @Override
    public String toString() {
        return name
                + (port.isPresent() ? "=" + port.getAsInt() : "")
                + host.map(name -> "@" + name).orElse("");
    }
}
