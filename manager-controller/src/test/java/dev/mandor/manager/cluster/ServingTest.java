package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.endpoint;
import static dev.mandor.manager.TestNodes.plan;
import static dev.mandor.manager.TestNodes.serves;
import static dev.mandor.manager.TestNodes.servesWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.model.Endpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServingTest {
    @Test
    void backupsDoNotServe() {
        assertThat(Serving.of(plan("worker2", "worker1"))).isEqualTo(serves("worker2"));
        assertThat(Serving.of(RoutingPlan.FALLBACK_ONLY)).isEqualTo(Serving.NOTHING);
    }

    @Test
    void firstIsTheFirstOfThePlanAndNotOfTheNames() {
        Map<Endpoint, Integer> weights = new LinkedHashMap<>();
        weights.put(endpoint("worker3"), 1);
        weights.put(endpoint("worker1"), 1000);

        assertThat(new Serving(weights).first()).contains(endpoint("worker3"));
        assertThat(Serving.NOTHING.first()).isEmpty();
    }

    @Test
    void nodeThatDoesNotServeHasNoWeight() {
        assertThat(servesWith(7).weightOf(endpoint("worker1"))).isEqualTo(7);
        assertThat(servesWith(7).weightOf(endpoint("worker2"))).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, RoutingPlan.MOST_WEIGHT + 1})
    void weightThatNoPlanCouldHaveIsRefused(int weight) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Serving(Map.of(endpoint("worker1"), weight)));
    }
}
