package dev.mandor.manager.cluster;

import dev.mandor.manager.cluster.RoutingPlan.Server;
import java.time.Duration;
import java.util.Optional;

/**
 * How often nginx may be reloaded. Each reload restarts nginx's worker processes and closes idle connections of clients, so
 * changes of convenience wait until {@link #PAUSE} has passed since the last one, and are then made together. Getting
 * requests away from a node that cannot answer them is never a matter of convenience.
 */
public record ReloadBudget(Optional<RoutingPlan> current, long changedNanos) {
    public static final Duration PAUSE = Duration.ofSeconds(5);

    /** Nothing has been planned yet. */
    public static final ReloadBudget UNUSED = new ReloadBudget(Optional.empty(), 0);

    /** The budget after {@code wanted} was asked for; its {@link #current} is the plan to make. */
    public ReloadBudget spend(RoutingPlan wanted, long nowNanos) {
        if (current.equals(Optional.of(wanted))) {
            return this;
        }
        boolean wait = current.isPresent()
                && isConvenience(current.get(), wanted)
                && nowNanos - changedNanos < PAUSE.toNanos();
        return wait ? this : new ReloadBudget(Optional.of(wanted), nowNanos);
    }

    private static boolean isConvenience(RoutingPlan current, RoutingPlan wanted) {
        return !current.servers().isEmpty()
                && current.servers().stream()
                        .filter(server -> !server.backup())
                        .allMatch(server -> isAmong(wanted, server));
    }

    private static boolean isAmong(RoutingPlan plan, Server wanted) {
        return plan.servers().stream().anyMatch(server -> server.endpoint().equals(wanted.endpoint()));
    }
}
