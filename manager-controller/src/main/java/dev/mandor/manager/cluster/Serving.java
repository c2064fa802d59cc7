package dev.mandor.manager.cluster;

import dev.mandor.model.Endpoint;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What nginx does now: where it sends the requests of one service, and with which weights. Named by endpoints, which is all
 * that nginx knows of its servers.
 *
 * @param weights of those that serve, the first one first; backups are not among them
 * @param maxConns how many requests each server may have under way, backups too; not among them who may have any number
 */
public record Serving(Map<Endpoint, Integer> weights, Map<Endpoint, Integer> maxConns) {
    /** Nothing, or nothing that is known. */
    public static final Serving NOTHING = new Serving(Map.of());

    /** @throws IllegalArgumentException when a weight is one that no plan of ours has */
    public Serving {
        if (weights.values().stream().anyMatch(weight -> weight < 1 || weight > RoutingPlan.MOST_WEIGHT)) {
            throw new IllegalArgumentException("a weight is from 1 to " + RoutingPlan.MOST_WEIGHT);
        }
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        maxConns = Map.copyOf(maxConns);
    }

    /** With any number of requests under way. */
    public Serving(Map<Endpoint, Integer> weights) {
        this(weights, Map.of());
    }

    /** What nginx does with {@code plan}. */
    public static Serving of(RoutingPlan plan) {
        Map<Endpoint, Integer> weights = new LinkedHashMap<>();
        plan.serving().forEach(server -> weights.put(server.endpoint(), server.weight()));
        Map<Endpoint, Integer> maxConns = new LinkedHashMap<>();
        plan.servers().stream()
                .filter(server -> server.maxConns() > 0)
                .forEach(server -> maxConns.put(server.endpoint(), server.maxConns()));
        return new Serving(weights, maxConns);
    }

    /** The first that serves; with a strategy of one winner, the winner. */
    public Optional<Endpoint> first() {
        return weights.keySet().stream().findFirst();
    }

    /** The weight of {@code endpoint}, 0 when it does not serve. */
    int weightOf(Endpoint endpoint) {
        return weights.getOrDefault(endpoint, 0);
    }
}
