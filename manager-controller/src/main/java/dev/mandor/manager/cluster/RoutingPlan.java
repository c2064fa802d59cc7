package dev.mandor.manager.cluster;

import dev.mandor.model.Endpoint;
import dev.mandor.model.NodeName;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who serves: the wanted state of nginx for one service, without how it is written down. A plan without servers means that
 * no worker can serve and the fallback has to. Two plans that are equal need no reload between them.
 *
 * @param balancing how requests are spread over those that serve
 * @param servers the serving ones first, then the backups
 * @param reserve servers that may or may not be there, to be asked when even the fallback does not answer; only without
 *     servers
 */
public record RoutingPlan(Balancing balancing, List<Server> servers, List<Server> reserve) {
    /** The largest weight of a server; nginx takes larger ones, but finer shares than these would be noise. */
    public static final int MOST_WEIGHT = 1000;

    /** No worker serves; the fallback does. */
    public static final RoutingPlan FALLBACK_ONLY = new RoutingPlan(List.of());

    private static final int SHOWN = 10;

    /**
     * @param backup whether it gets requests only while those before it do not answer
     * @param weight 1 to {@value #MOST_WEIGHT}: its share of the requests is its weight among those of all that serve
     * @param maxConns how many requests it may have under way; 0 for any number
     */
    public record Server(NodeName node, Endpoint endpoint, boolean backup, int weight, int maxConns) {
        /** @throws IllegalArgumentException when a number is out of its range */
        public Server {
            if (weight < 1 || weight > MOST_WEIGHT || maxConns < 0) {
                throw new IllegalArgumentException("impossible weight " + weight + " or max_conns " + maxConns);
            }
        }

        /** A server of weight 1 without a limit. */
        public Server(NodeName node, Endpoint endpoint, boolean backup) {
            this(node, endpoint, backup, 1, 0);
        }

        static Server serving(NodeStatus node, int weight) {
            return new Server(node.name(), node.endpoint(), false, weight, 0);
        }

        static Server backup(NodeStatus node) {
            return new Server(node.name(), node.endpoint(), true);
        }

        Server asBackup() {
            return backup ? this : new Server(node, endpoint, true, weight, maxConns);
        }

        Server withMaxConns(int limit) {
            return new Server(node, endpoint, backup, weight, limit);
        }
    }

    /** A plan in turn, without a reserve. */
    public RoutingPlan(List<Server> servers) {
        this(Balancing.ROUND_ROBIN, servers, List.of());
    }

    /** No worker serves; the fallback does, and then {@code reserve}. */
    public static RoutingPlan fallbackBefore(List<Server> reserve) {
        return new RoutingPlan(Balancing.ROUND_ROBIN, List.of(), reserve);
    }

    public RoutingPlan {
        servers = List.copyOf(servers);
        reserve = reserve.stream().map(Server::asBackup).toList();
        if (!servers.isEmpty() && !reserve.isEmpty()) {
            throw new IllegalArgumentException("the reserve of a plan with servers are its backups");
        }
        if (!servers.isEmpty() && servers.get(0).backup()) {
            throw new IllegalArgumentException("a plan with backups only would serve nobody");
        }
        if (!balancing.allowsBackups() && servers.stream().anyMatch(Server::backup)) {
            throw new IllegalArgumentException("nginx takes no backups with " + balancing);
        }
    }

    /** Those that serve, the backups left out. */
    public Stream<Server> serving() {
        return servers.stream().filter(server -> !server.backup());
    }

    /** This plan with the same limit on each of its servers. */
    public RoutingPlan withMaxConns(int limit) {
        return new RoutingPlan(
                balancing,
                servers.stream().map(server -> server.withMaxConns(limit)).toList(),
                reserve);
    }

    /**
     * How many requests the servers together may have under way; 0 for any number. Where one serves its backups take what
     * is too much for it; where many serve, nobody counts on the backups.
     */
    public int maxConns() {
        List<Server> counted = serving().count() == 1 ? servers : serving().toList();
        boolean anyNumber = counted.stream().anyMatch(server -> server.maxConns() == 0);
        long sum = counted.stream().mapToLong(Server::maxConns).sum();
        return anyNumber ? 0 : (int) Math.min(sum, Integer.MAX_VALUE);
    }

    /** As {@code worker2 serves, backups: worker1, worker3}, or {@code worker1 25 %, worker2 75 % serve}. */
    @Override
    public String toString() {
        if (servers.isEmpty()) {
            return "the fallback serves" + (reserve.isEmpty() ? "" : ", in reserve: " + names(reserve));
        }
        List<Server> backups = servers.stream().filter(Server::backup).toList();
        return shares() + (backups.isEmpty() ? ", no backup" : ", backups: " + names(backups));
    }

    private String shares() {
        List<Server> serving = serving().toList();
        if (serving.size() == 1) {
            return serving.get(0).node() + " serves";
        }
        int sum = serving.stream().mapToInt(Server::weight).sum();
        return inWords(
                        serving,
                        server -> server.node() + " " + Math.round(100.0 * server.weight() / sum) + " %"
                                + (server.maxConns() == 0 ? "" : " (at most " + server.maxConns() + ")"))
                + " serve";
    }

    private static String names(List<Server> servers) {
        return inWords(servers, server -> server.node().value());
    }

    private static String inWords(List<Server> servers, Function<Server, String> word) {
        return servers.stream().limit(SHOWN).map(word).collect(Collectors.joining(", "))
                + (servers.size() > SHOWN ? " and " + (servers.size() - SHOWN) + " more" : "");
    }
}
