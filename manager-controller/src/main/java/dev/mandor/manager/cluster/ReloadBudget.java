package dev.mandor.manager.cluster;

import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.model.Endpoint;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * How often nginx may be reloaded. Each reload restarts nginx's worker processes and closes idle connections of clients, so
 * changes of convenience wait until {@link #PAUSE} has passed since the last one, and are then made together; those that take
 * load from a node that has too much of it only for {@link #RELIEF_PAUSE}. Getting requests away from a node that cannot answer
 * them is never a matter of convenience.
 *
 * <p>A change of convenience must also have been wanted for {@link #DOUBT}. When load rises everywhere, one node's reading
 * tells of it a second before the others' do, and for that second the node looks as if it alone were running out of memory. A
 * limit on the requests under way that is new or lower has no such doubt, and is there to be in time.
 *
 * @param changedNanos when {@code current} became so
 * @param wantedNanos since when something else is wanted, if it is
 */
public record ReloadBudget(Optional<RoutingTable> current, long changedNanos, OptionalLong wantedNanos) {
    public static final Duration PAUSE = Duration.ofSeconds(5);
    public static final Duration RELIEF_PAUSE = Duration.ofSeconds(2);
    public static final Duration DOUBT = Duration.ofMillis(1500);

    /** Nothing has been planned yet. */
    public static final ReloadBudget UNUSED = new ReloadBudget(Optional.empty(), 0, OptionalLong.empty());

    private static final double RELIEF =
            0.9; // of a share: what falls below this part of it, within the dead band, is noise

    /** The budget after {@code wanted} was asked for; its {@link #current} is the table to make. */
    public ReloadBudget spend(RoutingTable wanted, long nowNanos) {
        if (current.equals(Optional.of(wanted))) {
            return new ReloadBudget(current, changedNanos, OptionalLong.empty());
        }
        if (current.isPresent() && isConvenience(current.get(), wanted)) {
            long since = wantedNanos.orElse(nowNanos);
            boolean protects = any(current.get(), wanted, ReloadBudget::protects);
            boolean relieves = protects || any(current.get(), wanted, ReloadBudget::relieves);
            Duration pause = relieves ? RELIEF_PAUSE : PAUSE;
            boolean doubtful = !protects && nowNanos - since < DOUBT.toNanos();
            if (doubtful || nowNanos - changedNanos < pause.toNanos()) {
                return new ReloadBudget(current, changedNanos, OptionalLong.of(since));
            }
        }
        return new ReloadBudget(Optional.of(wanted), nowNanos, OptionalLong.empty());
    }

    /** How long until a change that is wanted is no longer in doubt; empty when none is, or it is not. */
    public Optional<Duration> untilSure(long nowNanos) {
        return wantedNanos.isEmpty() || nowNanos - wantedNanos.getAsLong() >= DOUBT.toNanos()
                ? Optional.empty()
                : Optional.of(DOUBT.minusNanos(nowNanos - wantedNanos.getAsLong()));
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

    private static boolean any(
            RoutingTable current, RoutingTable wanted, BiPredicate<RoutingPlan, RoutingPlan> change) {
        return current.routes().stream()
                .anyMatch(route -> change.test(
                        route.plan(), wanted.plan(route.service().name()).orElseThrow()));
    }

    private static boolean relieves(RoutingPlan current, RoutingPlan wanted) {
        return current.serving().count() > 1 && falls(shares(current), shares(wanted));
    }

    private static boolean protects(RoutingPlan current, RoutingPlan wanted) {
        return (current.maxConns() == 0 && wanted.maxConns() > 0)
                || falls(Serving.of(current).maxConns(), Serving.of(wanted).maxConns());
    }

    private static boolean falls(Map<Endpoint, ? extends Number> current, Map<Endpoint, ? extends Number> wanted) {
        return current.entrySet().stream()
                .anyMatch(server -> wanted.containsKey(server.getKey())
                        && wanted.get(server.getKey()).doubleValue()
                                < RELIEF * server.getValue().doubleValue());
    }

    private static Map<Endpoint, Double> shares(RoutingPlan plan) {
        double sum = plan.serving().mapToDouble(Server::weight).sum();
        return plan.serving().collect(Collectors.toMap(Server::endpoint, server -> server.weight() / sum, Double::sum));
    }
}
