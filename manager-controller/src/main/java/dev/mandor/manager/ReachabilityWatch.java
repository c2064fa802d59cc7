package dev.mandor.manager;

import dev.mandor.daemon.Problem;
import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.Reachability;
import dev.mandor.manager.cluster.Service;
import dev.mandor.model.Endpoint;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries every {@value #PAUSE_MILLIS} ms to connect to each web service to which nginx may send requests, from the machine that
 * nginx is on, and tells the registry which of them cannot be reached. One that has just not answered is tried again at once.
 * Of very many a part is tried each time.
 *
 * <p>On a thread of its own, which alone calls {@link #watch}; the control loop's calls {@link #onTick}.
 */
final class ReachabilityWatch implements TickListener {
    private static final Logger log = LoggerFactory.getLogger(ReachabilityWatch.class);
    private static final int PAUSE_MILLIS = 2000;
    private static final int DOUBT_MILLIS = 100;
    private static final int MOST_AT_ONCE = 200;

    private final Connects connects;
    private final NodeRegistry registry;
    private final Problem problem = new Problem();
    private volatile Set<Endpoint> wanted = Set.of();
    private Map<Endpoint, Reachability> known = Map.of();
    private int next; // of the wanted ones, where there are too many for one round

    ReachabilityWatch(Connects connects, NodeRegistry registry) {
        this.connects = connects;
        this.registry = registry;
    }

    @Override
    public void onTick(ClusterSnapshot snapshot, Map<Service, Decision> decisions, boolean made) {
        wanted = decisions.keySet().stream()
                .flatMap(service -> service.of(snapshot).nodes().stream())
                .filter(node -> node.state().isUsable() || node.state() == NodeState.UNREACHABLE)
                .map(NodeStatus::endpoint)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Looks until interrupted.
     *
     * @param onChange called after a verdict has changed
     */
    void watch(Runnable onChange) {
        try {
            while (true) {
                boolean doubt = lookSafely(onChange);
                TimeUnit.MILLISECONDS.sleep(doubt ? DOUBT_MILLIS : PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean lookSafely(Runnable onChange) {
        try {
            if (look()) {
                onChange.run();
            }
            problem.ends();
        } catch (RuntimeException e) { // whatever one look met, the next one is made; who was reachable stays so
            if (problem.begins(String.valueOf(e))) {
                log.warn("cannot see whether the nodes can be reached: {}", e.getMessage());
            }
        }
        return known.values().stream().anyMatch(Reachability::isInDoubt);
    }

    /** Tries once. Returns whether a verdict has changed. */
    boolean look() {
        Set<Endpoint> all = wanted;
        Map<Endpoint, Reachability> verdicts = new HashMap<>(known);
        verdicts.keySet().retainAll(all);
        Collection<Endpoint> tried = due(List.copyOf(all), verdicts);
        Set<Endpoint> unanswered = connects.unanswered(tried);
        tried.forEach(endpoint -> verdicts.put(
                endpoint, verdicts.getOrDefault(endpoint, Reachability.UNTRIED).after(!unanswered.contains(endpoint))));
        boolean changed = !unreachable(verdicts).equals(unreachable(known));
        known = verdicts;
        registry.unreachable(unreachable(verdicts));
        return changed;
    }

    private Collection<Endpoint> due(List<Endpoint> all, Map<Endpoint, Reachability> verdicts) {
        List<Endpoint> doubtful = all.stream()
                .filter(endpoint ->
                        verdicts.getOrDefault(endpoint, Reachability.UNTRIED).isInDoubt())
                .limit(MOST_AT_ONCE)
                .toList();
        if (!doubtful.isEmpty()) {
            return doubtful;
        }
        if (all.size() <= MOST_AT_ONCE) {
            return all;
        }
        Set<Endpoint> part = new LinkedHashSet<>();
        while (part.size() < MOST_AT_ONCE) {
            next = (next + 1) % all.size();
            part.add(all.get(next));
        }
        return part;
    }

    private static Set<Endpoint> unreachable(Map<Endpoint, Reachability> verdicts) {
        return verdicts.entrySet().stream()
                .filter(verdict -> !verdict.getValue().reachable())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
