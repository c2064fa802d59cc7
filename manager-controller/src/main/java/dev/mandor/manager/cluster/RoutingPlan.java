package dev.mandor.manager.cluster;

import dev.mandor.model.Endpoint;
import dev.mandor.model.NodeName;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who serves: the wanted state of nginx, without how it is written down. A plan without servers means that no worker can
 * serve and the fallback has to. Two plans that are equal need no reload between them.
 *
 * @param servers the serving ones first, then the backups
 * @param reserve servers that may or may not be there, to be asked when even the fallback does not answer; only without
 *     servers
 */
public record RoutingPlan(List<Server> servers, List<Server> reserve) {
    /** No worker serves; the fallback does. */
    public static final RoutingPlan FALLBACK_ONLY = new RoutingPlan(List.of());

    /** @param backup whether it gets requests only while those before it do not answer */
    public record Server(NodeName node, Endpoint endpoint, boolean backup) {}

    /** A plan without a reserve. */
    public RoutingPlan(List<Server> servers) {
        this(servers, List.of());
    }

    public RoutingPlan {
        servers = List.copyOf(servers);
        reserve = List.copyOf(reserve);
        if (!servers.isEmpty() && !reserve.isEmpty()) {
            throw new IllegalArgumentException("the reserve of a plan with servers are its backups");
        }
        if (!servers.isEmpty() && servers.get(0).backup()) {
            throw new IllegalArgumentException("a plan with backups only would serve nobody");
        }
    }

    /** As {@code worker2 serves, backups: worker1, worker3}. */
    @Override
    public String toString() {
        if (servers.isEmpty()) {
            return "the fallback serves" + (reserve.isEmpty() ? "" : ", in reserve: " + names(reserve.stream()));
        }
        String serving = names(servers.stream().filter(server -> !server.backup()));
        String backups = names(servers.stream().filter(Server::backup));
        return serving + " serves" + (backups.isEmpty() ? ", no backup" : ", backups: " + backups);
    }

    private static String names(Stream<Server> servers) {
        return servers.map(server -> server.node().value()).collect(Collectors.joining(", "));
    }
}
