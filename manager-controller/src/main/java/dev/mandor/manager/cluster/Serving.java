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
 */
public record Serving(Map<Endpoint, Integer> weights) {
    /** Nothing, or nothing that is known. */
    public static final Serving NOTHING = new Serving(Map.of());

    public Serving {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /** What nginx does with {@code plan}. */
    public static Serving of(RoutingPlan plan) {
        Map<Endpoint, Integer> weights = new LinkedHashMap<>();
        plan.serving().forEach(server -> weights.put(server.endpoint(), server.weight()));
        return new Serving(weights);
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
