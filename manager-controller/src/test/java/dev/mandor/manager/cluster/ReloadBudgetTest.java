package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.plan;
import static dev.mandor.manager.TestNodes.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.RoutingTable.Route;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReloadBudgetTest {
    private static final long PAUSE = ReloadBudget.PAUSE.toNanos();
    private static final long DOUBT = ReloadBudget.DOUBT.toNanos();
    private static final RoutingPlan FIRST = plan("worker1", "worker2");
    private static final RoutingPlan OTHER_WINNER = plan("worker2", "worker1");

    private final ReloadBudget budget = ReloadBudget.UNUSED.spend(table(FIRST), 100);

    @Test
    void firstPlanIsMadeAtOnce() {
        assertThat(budget.current()).contains(table(FIRST));
    }

    @Test
    void changeOfConvenienceWaitsForThePause() {
        ReloadBudget wanted = budget.spend(table(OTHER_WINNER), 101);

        assertThat(wanted.spend(table(OTHER_WINNER), 100 + PAUSE - 1).current()).contains(table(FIRST));
        assertThat(wanted.spend(table(OTHER_WINNER), 100 + PAUSE).current()).contains(table(OTHER_WINNER));
    }

    @Test
    void changeOfConvenienceMustBeWantedForAWhile() {
        long now = 100 + 10 * PAUSE;
        ReloadBudget wanted = budget.spend(table(OTHER_WINNER), now);

        assertThat(wanted.untilSure(now)).contains(ReloadBudget.DOUBT);
        assertThat(wanted.spend(table(OTHER_WINNER), now + DOUBT - 1).current()).contains(table(FIRST));
        assertThat(wanted.spend(table(OTHER_WINNER), now + DOUBT).current()).contains(table(OTHER_WINNER));
    }

    @Test
    void limitsThatAreNewOrLowerHaveNoDoubt() {
        long now = 100 + 10 * PAUSE;
        RoutingTable limited = table(FIRST.withMaxConns(100));
        ReloadBudget withLimits = budget.spend(limited, now);

        assertThat(withLimits.current()).contains(limited);
        assertThat(withLimits.spend(table(FIRST.withMaxConns(80)), now + PAUSE).current())
                .contains(table(FIRST.withMaxConns(80)));
        assertThat(withLimits.spend(table(FIRST.withMaxConns(130)), now + PAUSE).current())
                .contains(limited);
    }

    @Test
    void doubtBeginsAnewWhenTheChangeIsTakenBack() {
        long now = 100 + 10 * PAUSE;
        ReloadBudget again = budget.spend(table(OTHER_WINNER), now)
                .spend(table(FIRST), now + 1)
                .spend(table(OTHER_WINNER), now + 2);

        assertThat(again.spend(table(OTHER_WINNER), now + DOUBT + 1).current()).contains(table(FIRST));
        assertThat(again.spend(table(OTHER_WINNER), now + DOUBT + 2).current()).contains(table(OTHER_WINNER));
    }

    @Test
    void shareThatFallsByMoreThanATenthWaitsLess() {
        ReloadBudget even = ReloadBudget.UNUSED.spend(table(weighted(100, 100)), 100);
        long relief = ReloadBudget.RELIEF_PAUSE.toNanos();

        assertThat(even.spend(table(weighted(100, 125)), 101)
                        .spend(table(weighted(100, 125)), 100 + relief)
                        .current())
                .contains(table(weighted(100, 125)));
        assertThat(even.spend(table(weighted(100, 120)), 101)
                        .spend(table(weighted(100, 120)), 100 + relief)
                        .current())
                .contains(table(weighted(100, 100)));
    }

    @Test
    void servingNodeThatIsGoneIsNoMatterOfConvenience() {
        assertThat(current(plan("worker2"), 101)).contains(plan("worker2"));
        assertThat(current(RoutingPlan.FALLBACK_ONLY, 101)).contains(RoutingPlan.FALLBACK_ONLY);
    }

    @Test
    void backupThatIsGoneIsOne() {
        assertThat(current(plan("worker1"), 101)).contains(FIRST);
    }

    @Test
    void workerInPlaceOfTheFallbackIsNone() {
        ReloadBudget fallback = ReloadBudget.UNUSED.spend(table(RoutingPlan.FALLBACK_ONLY), 100);

        assertThat(fallback.spend(table(FIRST), 101).current()).contains(table(FIRST));
    }

    @Test
    void changeThatIsTakenBackWithinThePauseIsNeverMade() {
        ReloadBudget later = budget.spend(table(OTHER_WINNER), 101).spend(table(FIRST), 102);

        assertThat(later).isEqualTo(budget);
    }

    @Test
    void whereManyServeWeightsAreAMatterOfConvenience() {
        ReloadBudget shared = ReloadBudget.UNUSED.spend(table(weighted(500, 1000)), 100);

        ReloadBudget wanted = shared.spend(table(weighted(550, 1000)), 101);

        assertThat(wanted.spend(table(weighted(550, 1000)), 100 + PAUSE - 1).current())
                .contains(table(weighted(500, 1000)));
        assertThat(wanted.spend(table(weighted(550, 1000)), 100 + PAUSE).current())
                .contains(table(weighted(550, 1000)));
    }

    @Test
    void whereManyServeANewcomerWaitsAndOneThatGoesDoesNot() {
        ReloadBudget shared = ReloadBudget.UNUSED.spend(table(weighted(500, 1000)), 100);

        assertThat(shared.spend(table(weighted(500, 1000, 250)), 101).current()).isEqualTo(shared.current());
        assertThat(shared.spend(table(weighted(500)), 101).current()).contains(table(weighted(500)));
    }

    @Test
    void whereManyServeOneThatBecomesABackupIsNearlyOutOfMemory() {
        ReloadBudget shared = ReloadBudget.UNUSED.spend(table(weighted(500, 1000)), 100);

        assertThat(shared.spend(table(FIRST), 101).current()).contains(table(FIRST));
    }

    @Test
    void changeOfOneServiceThatCannotWaitTakesThoseOfTheOthersWithIt() {
        ReloadBudget both = ReloadBudget.UNUSED.spend(two(FIRST, FIRST), 100);

        assertThat(both.spend(two(OTHER_WINNER, FIRST), 101).current()).isEqualTo(both.current());
        assertThat(both.spend(two(OTHER_WINNER, plan("worker2")), 101).current())
                .contains(two(OTHER_WINNER, plan("worker2")));
    }

    @Test
    void serviceThatComesGoesOrChangesDoesNotWait() {
        ReloadBudget one = ReloadBudget.UNUSED.spend(two(FIRST), 100);

        assertThat(one.spend(two(FIRST, FIRST), 101).current()).contains(two(FIRST, FIRST));
        assertThat(one.spend(two(FIRST, FIRST), 101).spend(two(FIRST), 102).current())
                .contains(two(FIRST));
        assertThat(one.spend(table(FIRST), 101).current()).contains(table(FIRST));
    }

    /** A table of the services {@code api} and {@code web}, or of the first alone. */
    private static RoutingTable two(RoutingPlan... plans) {
        List<String> names = List.of("api", "web");
        return new RoutingTable(IntStream.range(0, plans.length)
                .mapToObj(index -> new Route(service(names.get(index)), plans[index]))
                .toList());
    }

    private static Service service(String name) {
        return new Service(
                new ServiceName(name),
                OptionalInt.of(8080),
                Optional.of(new HostName(name + ".example.org")),
                new LeastConn());
    }

    private static RoutingPlan weighted(int... weights) {
        return new RoutingPlan(IntStream.range(0, weights.length)
                .mapToObj(index -> Server.serving(live("worker" + (index + 1), 500), weights[index]))
                .toList());
    }

    private Optional<RoutingPlan> current(RoutingPlan wanted, long nowNanos) {
        return budget.spend(table(wanted), nowNanos)
                .current()
                .map(made -> made.routes().get(0).plan());
    }
}
