package dev.mandor.manager;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.LeastConn;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.RoutingTable.Route;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HostLoad;
import dev.mandor.model.IpAddress;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Nodes as the tests need them: {@code worker7} answers at 10.0.0.7:8080 and has 1000 MiB, unless a test says otherwise. */
public final class TestNodes {
    public static final long MIB = 1 << 20;
    public static final long TOTAL_MIB = 1000;

    private TestNodes() {}

    public static Endpoint endpoint(String name) {
        int number = Integer.parseInt(name.replaceAll("\\D", ""));
        return new Endpoint(IpAddress.parse("10.0." + number / 256 + "." + number % 256), 8080);
    }

    public static Heartbeat heartbeat(String name, long boot, long seq, MemoryReading memory, Duration interval) {
        return new Heartbeat(new NodeName(name), endpoint(name), memory, Instant.EPOCH, boot, seq, interval);
    }

    public static Heartbeat heartbeat(String name, long boot, long seq) {
        return heartbeat(name, boot, seq, memory(500), Duration.ofSeconds(5));
    }

    /** As another machine sends it, that answers where {@code machine} would. */
    public static Heartbeat sentFrom(String machine, Heartbeat it) {
        return new Heartbeat(it.node(), endpoint(machine), it.memory(), it.time(), it.boot(), it.seq(), it.interval());
    }

    public static Heartbeat leaving(Heartbeat heartbeat) {
        return flagged(heartbeat, true, true);
    }

    public static Heartbeat unhealthy(Heartbeat heartbeat) {
        return flagged(heartbeat, false, false);
    }

    private static Heartbeat flagged(Heartbeat it, boolean healthy, boolean leaving) {
        return new Heartbeat(
                it.node(),
                it.endpoint(),
                it.memory(),
                it.load(),
                healthy,
                leaving,
                it.otherPorts(),
                it.time(),
                it.boot(),
                it.seq(),
                it.interval());
    }

    public static MemoryReading memory(long freeMib) {
        return new MemoryReading(freeMib * MIB, TOTAL_MIB * MIB);
    }

    public static NodeStatus live(String name, long freeMib) {
        return live(name, memory(freeMib));
    }

    public static NodeStatus live(String name, MemoryReading memory) {
        return status(heartbeat(name, 1, 1, memory, Duration.ofSeconds(5)), Duration.ofSeconds(1), NodeState.LIVE);
    }

    public static NodeStatus down(String name, long freeMib) {
        return silent(name, freeMib, NodeState.DOWN);
    }

    /** Silent for 31 s, with the verdict {@code state}. */
    public static NodeStatus silent(String name, long freeMib, NodeState state) {
        return status(live(name, freeMib).last(), Duration.ofSeconds(31), state);
    }

    /** Heard a second ago, with the verdict {@code state}. */
    public static NodeStatus heard(String name, long freeMib, NodeState state) {
        Heartbeat last = live(name, freeMib).last();
        return state == NodeState.UNHEALTHY
                ? status(unhealthy(last), Duration.ofSeconds(1), NodeState.LIVE)
                : status(last, Duration.ofSeconds(1), state);
    }

    public static NodeStatus status(Heartbeat last, Duration age, NodeState hostState) {
        long free = last.memory().freeBytes();
        return new NodeStatus(last, age, Duration.ofSeconds(30), hostState, free, free, last.load(), Optional.empty());
    }

    public static ClusterSnapshot snapshot(NodeStatus... nodes) {
        return new ClusterSnapshot(List.of(nodes));
    }

    /** One service, of whatever name clients use, at the port that the agents report. */
    public static Service service(SelectionPolicy policy) {
        return new Service(new ServiceName("workers"), OptionalInt.empty(), Optional.empty(), policy);
    }

    /** Where only plans count, and not what made them. */
    public static RoutingTable table(RoutingPlan plan) {
        return new RoutingTable(List.of(new Route(service(new LeastConn()), plan)));
    }

    /** Live, with {@code load}. */
    public static NodeStatus loaded(String name, long freeMib, HostLoad load) {
        Heartbeat it = live(name, freeMib).last();
        return status(
                new Heartbeat(
                        it.node(),
                        it.endpoint(),
                        it.memory(),
                        load,
                        true,
                        false,
                        Map.of(),
                        it.time(),
                        it.boot(),
                        it.seq(),
                        it.interval()),
                Duration.ofSeconds(1),
                NodeState.LIVE);
    }

    /** The weights of those that serve by {@code plan}, as {@code worker1 500, worker2 1000}. */
    public static String weights(RoutingPlan plan) {
        return plan.serving()
                .map(server -> server.node() + " " + server.weight())
                .collect(Collectors.joining(", "));
    }

    /** nginx as it serves from {@code worker1}, {@code worker2} and so on, with these weights; 0 for not at all. */
    public static Serving servesWith(int... weights) {
        Map<Endpoint, Integer> serving = new LinkedHashMap<>();
        for (int index = 0; index < weights.length; index++) {
            if (weights[index] > 0) {
                serving.put(endpoint("worker" + (index + 1)), weights[index]);
            }
        }
        return new Serving(serving);
    }

    /** nginx as it serves from one node. */
    public static Serving serves(String name) {
        return new Serving(Map.of(endpoint(name), 1));
    }

    public static RoutingPlan plan(String serving, String... backups) {
        List<Server> servers = new ArrayList<>();
        servers.add(new Server(new NodeName(serving), endpoint(serving), false));
        for (String backup : backups) {
            servers.add(new Server(new NodeName(backup), endpoint(backup), true));
        }
        return new RoutingPlan(servers);
    }
}
