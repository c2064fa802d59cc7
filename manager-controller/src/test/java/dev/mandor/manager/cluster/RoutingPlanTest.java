package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoutingPlanTest {
    @Test
    void readsAsASentence() {
        assertThat(plan("worker2", "worker1", "worker3")).hasToString("worker2 serves, backups: worker1, worker3");
        assertThat(plan("worker2")).hasToString("worker2 serves, no backup");
        assertThat(RoutingPlan.FALLBACK_ONLY).hasToString("the fallback serves");
    }

    @Test
    void planOfBackupsOnlyIsRefused() {
        List<RoutingPlan.Server> backups = plan("worker1", "worker2").servers().subList(1, 2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RoutingPlan(backups))
                .withMessageContaining("would serve nobody");
    }
}
