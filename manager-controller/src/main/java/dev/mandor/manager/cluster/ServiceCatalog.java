package dev.mandor.manager.cluster;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The web services that nginx is to serve, in the order of their names. No two have the same name or the same host, and at
 * most one has none.
 */
public record ServiceCatalog(List<Service> services) {

    /** @throws IllegalArgumentException when two services are after the same, with a sentence that names them */
    public ServiceCatalog {
        services = services.stream().sorted(Comparator.comparing(Service::name)).toList();
        for (int later = 1; later < services.size(); later++) {
            Optional<String> conflict = conflict(services.get(later), services.subList(0, later));
            if (conflict.isPresent()) {
                throw new IllegalArgumentException(conflict.get());
            }
        }
    }

    /** Why {@code service} cannot be beside {@code others}; empty when it can. */
    public static Optional<String> conflict(Service service, List<Service> others) {
        return others.stream()
                .flatMap(other -> conflict(service, other).stream())
                .findFirst();
    }

    private static Optional<String> conflict(Service service, Service other) {
        if (other.name().equals(service.name())) {
            return Optional.of("there is a service " + service.name() + " already");
        }
        if (!other.host().equals(service.host())) {
            return Optional.empty();
        }
        return Optional.of(service.host()
                .map(host -> other.name() + " and " + service.name() + " both want the host " + host)
                .orElse(other.name() + " and " + service.name()
                        + " both have no host name; only one service can answer whatever name clients use"));
    }
}
