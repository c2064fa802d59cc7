package dev.mandor.manager.view;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.probe.Site;
import dev.mandor.model.NodeName;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where the control loop leaves what it saw and decided, for whoever wants to look: a few references per tick, and never a wait.
 * One thread writes; any reads.
 */
public final class Board {
    private static final int MOST_PAST = 200;
    private static final int MOST_PAST_SERVERS = 20_000; // a few MB, however many nodes a plan names

    /**
     * One tick, as it was.
     *
     * @param decisions those that nginx is to have, or, as long as it is not settled, would have now
     * @param settled whether the manager has heard enough since its start to change what nginx serves
     * @param since when each service's plan was decided
     * @param past the latest changes of plans, the newest first
     * @param plans how many changes of plans there were since the start
     * @param failovers how many of them because the one who served was gone
     */
    public record Tick(
            Instant at,
            ClusterSnapshot snapshot,
            Map<Service, Decision> decisions,
            boolean settled,
            Map<ServiceName, Instant> since,
            List<PastDecision> past,
            long plans,
            long failovers) {
        static final Tick NONE =
                new Tick(Instant.EPOCH, ClusterSnapshot.EMPTY, Map.of(), false, Map.of(), List.of(), 0, 0);

        /** What is to be asked of each service. */
        public List<Site> sites() {
            return decisions.entrySet().stream()
                    .map(decided -> new Site(
                            decided.getKey().name(),
                            decided.getKey().host(),
                            decided.getKey().port(),
                            decided.getValue().plan().servers().isEmpty()))
                    .toList();
        }
    }

    /** A plan that was made. */
    public record PastDecision(Instant at, ServiceName service, Decision decision) {}

    private final Deque<PastDecision> past = new ArrayDeque<>();
    private final Map<ServiceName, RoutingPlan> plans = new HashMap<>();
    private final Map<ServiceName, Instant> since = new HashMap<>();
    private Map<Service, Decision> current = Map.of();
    private boolean settled;
    private int pastServers;
    private long changes;
    private long failovers;
    private volatile Tick latest = Tick.NONE;

    /** What was decided last; at {@link Instant#EPOCH} before the first tick. */
    public Tick latest() {
        return latest;
    }

    /**
     * Leaves one tick.
     *
     * @param made whether nginx is to have these decisions now; if not, those before are shown on
     */
    public void leave(Instant at, ClusterSnapshot snapshot, Map<Service, Decision> decisions, boolean made) {
        if (made) {
            decisions.forEach((service, decision) -> note(at, snapshot, service.name(), decision));
            List<ServiceName> names =
                    decisions.keySet().stream().map(Service::name).toList();
            plans.keySet().retainAll(names);
            since.keySet().retainAll(names);
            current = decisions;
            settled = true;
        }
        latest = new Tick(
                at,
                snapshot,
                settled ? current : decisions,
                settled,
                Map.copyOf(since),
                List.copyOf(past),
                changes,
                failovers);
    }

    private void note(Instant at, ClusterSnapshot snapshot, ServiceName service, Decision decision) {
        RoutingPlan before = plans.put(service, decision.plan());
        if (decision.plan().equals(before)) {
            return;
        }
        since.put(service, at);
        changes++;
        failovers += before != null && isLost(before, snapshot) ? 1 : 0;
        past.addFirst(new PastDecision(at, service, decision));
        pastServers += servers(decision.plan());
        while (past.size() > MOST_PAST || (past.size() > 1 && pastServers > MOST_PAST_SERVERS)) {
            pastServers -= servers(past.removeLast().decision().plan());
        }
    }

    private static int servers(RoutingPlan plan) {
        return plan.servers().size() + plan.reserve().size();
    }

    // One of those who served cannot any more.
    private static boolean isLost(RoutingPlan before, ClusterSnapshot snapshot) {
        Set<NodeName> usable = snapshot.nodes().stream()
                .filter(node -> node.state().isUsable())
                .map(NodeStatus::name)
                .collect(Collectors.toSet());
        return before.serving().anyMatch(server -> !usable.contains(server.node()));
    }
}
