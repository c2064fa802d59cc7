package dev.mandor.manager.nginx;

import dev.mandor.manager.cluster.Balancing;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.model.Endpoint;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The upstream groups of one service. Pure.
 *
 * <p>A request is first shown to two servers of the group {@code mandor_NAME}. If neither could be connected to, it is shown to
 * the group {@code mandor_NAME.again}: the others first. So is one of which the first server broke the connection after a while.
 * There is no such group where requests under way are limited: nginx counts them by group.
 *
 * @param name of the service's group
 * @param facts of the nginx that reads it
 */
record UpstreamBlocks(String name, NginxFacts facts) {
    private static final int SERVERS_PER_ZONE_STEP = 40;
    private static final int SHOWN_FIRST = 2;

    /** The groups for {@code plan}, which has servers. */
    String of(RoutingPlan plan) {
        return block(name, method(plan.balancing()), plan.servers())
                + (hasGroupOfOthers(plan) ? block(name + ".again", "", othersFirst(plan)) : "");
    }

    /** The groups for the fallback at {@code own}, and {@code reserve} behind it. */
    String ofReserve(Endpoint own, List<Server> reserve) {
        return block(reserveName(), "    server " + own + " max_fails=0;\n", reserve)
                + (hasMoreThanOne(reserve) ? block(reserveOthers(), "", alike(reserve.stream())) : "");
    }

    String reserveName() {
        return name + ".reserve"; // no service has a dot in its name
    }

    /** The group in which those come first that a request was not shown to yet, as far as nginx can tell. */
    String others(RoutingPlan plan) {
        return hasGroupOfOthers(plan) ? name + ".again" : name;
    }

    /** The same of a reserve. */
    String reserveOthers() {
        return reserveName() + ".again";
    }

    /** Whether there are more than those of {@code plan} that a request is shown to first. */
    boolean othersFollow(RoutingPlan plan) {
        return plan.servers().size() > SHOWN_FIRST;
    }

    private static boolean hasGroupOfOthers(RoutingPlan plan) {
        return plan.servers().size() > 1 && plan.maxConns() == 0;
    }

    private static boolean hasMoreThanOne(List<Server> reserve) {
        return reserve.size() > 1;
    }

    // The fallback is shown a request first, and one of the reserve next to it.
    private static List<Server> alike(Stream<Server> servers) {
        return servers.map(server ->
                        new Server(server.node(), server.endpoint(), false, server.weight(), server.maxConns()))
                .toList();
    }

    // A winner was asked already, and one of its backups; which, nginx does not tell.
    private static List<Server> othersFirst(RoutingPlan plan) {
        if (plan.serving().count() > 1) {
            return plan.servers();
        }
        Server winner = plan.servers().get(0);
        return Stream.concat(
                        alike(plan.servers().stream().skip(1)).stream(),
                        Stream.of(
                                new Server(winner.node(), winner.endpoint(), true, winner.weight(), winner.maxConns())))
                .toList();
    }

    // nginx needs a little less than 1 KiB of the zone for each server, and refuses the file if it does not get it.
    private String block(String group, String before, List<Server> servers) {
        int kib = 64 * (1 + servers.size() / SERVERS_PER_ZONE_STEP);
        return "upstream " + group + " {\n    zone " + group + " " + kib + "k;\n" + before
                + servers.stream().map(UpstreamBlocks::line).collect(Collectors.joining())
                + (facts.keepsUpstreamConnections() ? "    keepalive 0;\n" : "")
                + "}\n";
    }

    private static String method(Balancing balancing) {
        return switch (balancing) {
            case ROUND_ROBIN -> "";
            case LEAST_CONN -> "    least_conn;\n";
            case IP_HASH -> "    ip_hash;\n";
            case CLIENT_HASH -> "    hash $remote_addr$http_user_agent consistent;\n";
        };
    }

    private static String line(Server server) {
        return "    server " + server.endpoint()
                + (server.weight() == 1 ? "" : " weight=" + server.weight())
                + (server.maxConns() == 0 ? "" : " max_conns=" + server.maxConns())
                + " max_fails=0"
                + (server.backup() ? " backup;\n" : ";\n");
    }
}
