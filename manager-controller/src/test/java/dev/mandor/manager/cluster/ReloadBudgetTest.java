package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.endpoint;
import static dev.mandor.manager.TestNodes.plan;
import static dev.mandor.manager.TestNodes.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.model.NodeName;
import java.util.Optional;
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
        ReloadBudget even = ReloadBudget.UNUSED.spend(table(shares(100, 100)), 100);
        long relief = ReloadBudget.RELIEF_PAUSE.toNanos();

        assertThat(even.spend(table(shares(100, 125)), 101)
                        .spend(table(shares(100, 125)), 100 + relief)
                        .current())
                .contains(table(shares(100, 125)));
        assertThat(even.spend(table(shares(100, 120)), 101)
                        .spend(table(shares(100, 120)), 100 + relief)
                        .current())
                .contains(table(shares(100, 100)));
    }

    @Test
    void oneOfManyThatIsTakenOutIsNoMatterOfConvenience() {
        ReloadBudget both = ReloadBudget.UNUSED.spend(table(shares(100, 100)), 100);

        assertThat(both.spend(table(FIRST), 101).current()).contains(table(FIRST));
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

    private static RoutingPlan shares(int... weights) {
        return new RoutingPlan(IntStream.range(0, weights.length)
                .mapToObj(index -> "worker" + (index + 1))
                .map(name -> new Server(new NodeName(name), endpoint(name), false, weights[name.charAt(6) - '1'], 0))
                .toList());
    }

    private Optional<RoutingPlan> current(RoutingPlan wanted, long nowNanos) {
        return budget.spend(table(wanted), nowNanos)
                .current()
                .map(made -> made.routes().get(0).plan());
    }
}
