package dev.mandor.manager.probe;

import dev.mandor.manager.cluster.HostName;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.model.Endpoint;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is asked of one service.
 *
 * @param host by which clients ask for it; empty for the one that answers any name
 * @param port its own on each node, at which its fallback answers too
 * @param byFallback whether the fallback is to serve it now
 */
public record Site(ServiceName service, Optional<HostName> host, OptionalInt port, boolean byFallback) {
    /** The Host of a request to {@code place}: with the port, as a browser sends it, unless it is the usual one. */
    String hostAt(Endpoint place) {
        String name = host.map(it -> it.value().replaceFirst("^\\*", "mandor-probe"))
                .orElseGet(() -> place.toString().substring(0, place.toString().lastIndexOf(':')));
        return place.port() == 80 ? name : name + ":" + place.port();
    }

    /** Where its fallback is, by what is told of the fallback of all. */
    Endpoint fallback(Endpoint ofAll) {
        return new Endpoint(ofAll.ip(), port.orElse(ofAll.port()));
    }
}
