package dev.mandor.manager.cluster;

import dev.mandor.model.Endpoint;
import dev.mandor.model.NodeName;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who serves: the wanted state of nginx, without how it is written down. A plan without servers means that no worker can
 * serve and the fallback has to. Two plans that are equal need no reload between them.
 *
 * @param servers the serving ones first, then the backups
 */
public record RoutingPlan(List<Server> servers) {
    /** No worker serves; the fallback does. */
    public static final RoutingPlan FALLBACK_ONLY = new RoutingPlan(List.of());

    /** @param backup whether it gets requests only while those before it do not answer */
    public record Server(NodeName node, Endpoint endpoint, boolean backup) {}

    public RoutingPlan {
        servers = List.copyOf(servers);
        if (!servers.isEmpty() && servers.get(0).backup()) {
            throw new IllegalArgumentException("a plan with backups only would serve nobody");
        }
    }

    /** As {@code worker2 serves, backups: worker1, worker3}. */
    @Override
    public String toString() {
        if (servers.isEmpty()) {
            return "the fallback serves";
        }
        String serving = names(false);
        String backups = names(true);
        return serving + " serves" + (backups.isEmpty() ? ", no backup" : ", backups: " + backups);
    }

    private String names(boolean backup) {
        return servers.stream()
                .filter(server -> server.backup() == backup)
                .map(server -> server.node().value())
                .collect(Collectors.joining(", "));
    }
}
