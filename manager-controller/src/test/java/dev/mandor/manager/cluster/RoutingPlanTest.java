package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.endpoint;
import static dev.mandor.manager.TestNodes.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.model.NodeName;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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

    @Test
    void manyThatServeAreToldWithTheirSharesAndLimits() {
        List<RoutingPlan.Server> servers = List.of(
                server("worker1", 250, 0),
                server("worker2", 1000, 40),
                server("worker3", 1, 0).asBackup());

        assertThat(new RoutingPlan(servers))
                .hasToString("worker1 20 %, worker2 80 % (at most 40) serve, backups: worker3");
    }

    @Test
    void ofVeryManyTheFirstTenAreTold() {
        List<RoutingPlan.Server> servers = IntStream.rangeClosed(1, 12)
                .mapToObj(number -> server("worker" + number, 1, 0))
                .toList();

        assertThat(new RoutingPlan(servers)).asString().endsWith("worker10 8 % and 2 more serve, no backup");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, 0", "1001, 0", "1, -1"})
    void numbersThatNginxCouldNotTakeAreRefused(int weight, int maxConns) {
        assertThatIllegalArgumentException().isThrownBy(() -> server("worker1", weight, maxConns));
    }

    @ParameterizedTest
    @EnumSource(names = {"IP_HASH", "CLIENT_HASH"})
    void backupsBesideAHashAreRefused(Balancing hash) {
        List<RoutingPlan.Server> servers = plan("worker1", "worker2").servers();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RoutingPlan(hash, servers, List.of()))
                .withMessage("nginx takes no backups with " + hash);
    }

    @Test
    void reserveBesideServersIsRefused() {
        List<RoutingPlan.Server> servers = plan("worker1").servers();

        assertThatIllegalArgumentException().isThrownBy(() -> new RoutingPlan(Balancing.ROUND_ROBIN, servers, servers));
    }

    private static RoutingPlan.Server server(String name, int weight, int maxConns) {
        return new RoutingPlan.Server(new NodeName(name), endpoint(name), false, weight, maxConns);
    }
}
