package dev.mandor.manager.cluster;

import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.model.Endpoint;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How often nginx may be reloaded. Each reload restarts nginx's worker processes and closes idle connections of clients, so
 * changes of convenience wait until {@link #PAUSE} has passed since the last one, and are then made together. Getting
 * requests away from a node that cannot answer them is never a matter of convenience.
 */
public record ReloadBudget(Optional<RoutingTable> current, long changedNanos) {
    public static final Duration PAUSE = Duration.ofSeconds(5);

    /** Nothing has been planned yet. */
    public static final ReloadBudget UNUSED = new ReloadBudget(Optional.empty(), 0);

    /** The budget after {@code wanted} was asked for; its {@link #current} is the table to make. */
    public ReloadBudget spend(RoutingTable wanted, long nowNanos) {
        if (current.equals(Optional.of(wanted))) {
            return this;
        }
        boolean wait = current.isPresent()
                && isConvenience(current.get(), wanted)
                && nowNanos - changedNanos < PAUSE.toNanos();
        return wait ? this : new ReloadBudget(Optional.of(wanted), nowNanos);
    }

    private static boolean isConvenience(RoutingTable current, RoutingTable wanted) {
        return current.services().equals(wanted.services())
                && current.routes().stream()
                        .allMatch(route -> isConvenience(
                                route.plan(),
                                wanted.plan(route.service().name()).orElseThrow()));
    }

    // Where one serves, it becomes a backup when another has more memory; where many serve, when it is nearly out of
    // it.
    private static boolean isConvenience(RoutingPlan current, RoutingPlan wanted) {
        boolean oneServes = current.serving().count() == 1;
        Set<Endpoint> kept = (oneServes ? wanted.servers().stream() : wanted.serving())
                .map(Server::endpoint)
                .collect(Collectors.toSet());
        return !current.servers().isEmpty()
                && current.serving().map(Server::endpoint).allMatch(kept::contains);
    }
}
