package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.plan;
import static dev.mandor.manager.TestNodes.table;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReloadBudgetTest {
    private static final long PAUSE = ReloadBudget.PAUSE.toNanos();
    private static final RoutingPlan FIRST = plan("worker1", "worker2");
    private static final RoutingPlan OTHER_WINNER = plan("worker2", "worker1");

    private final ReloadBudget budget = ReloadBudget.UNUSED.spend(table(FIRST), 100);

    @Test
    void firstPlanIsMadeAtOnce() {
        assertThat(budget.current()).contains(table(FIRST));
    }

    @Test
    void changeOfConvenienceWaitsForThePause() {
        assertThat(current(OTHER_WINNER, 100 + PAUSE - 1)).contains(FIRST);
        assertThat(current(OTHER_WINNER, 100 + PAUSE)).contains(OTHER_WINNER);
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

    private Optional<RoutingPlan> current(RoutingPlan wanted, long nowNanos) {
        return budget.spend(table(wanted), nowNanos)
                .current()
                .map(made -> made.routes().get(0).plan());
    }
}
