package dev.mandor.manager.cluster;

import java.util.List;
import java.util.Optional;

/**
 * The wanted state of nginx for all services: one plan each, the services in the order of their names. At most one of them is
 * without a host name.
 */
public record RoutingTable(List<Route> routes) {
    /** The plan for one service. */
    public record Route(Service service, RoutingPlan plan) {}

    public RoutingTable {
        routes = List.copyOf(routes);
    }

    /** The services, in the order of the routes. */
    public List<Service> services() {
        return routes.stream().map(Route::service).toList();
    }

    /** The plan for the service of that name, if there is one. */
    public Optional<RoutingPlan> plan(ServiceName service) {
        return routes.stream()
                .filter(route -> route.service().name().equals(service))
                .map(Route::plan)
                .findFirst();
    }

    /** As {@code worker1 serves, backups: worker2}; with more than one service {@code web: ...; api: ...}. */
    @Override
    public String toString() {
        return routes.size() == 1
                ? routes.get(0).plan().toString()
                : String.join(
                        "; ",
                        routes.stream()
                                .map(route -> route.service().name() + ": " + route.plan())
                                .toList());
    }
}
