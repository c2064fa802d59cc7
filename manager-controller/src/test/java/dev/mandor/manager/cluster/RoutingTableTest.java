package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.plan;
import static dev.mandor.manager.TestNodes.service;
import static dev.mandor.manager.TestNodes.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.RoutingTable.Route;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
    private static final Service API = new Service(
            new ServiceName("api"),
            OptionalInt.of(9000),
            Optional.of(new HostName("api.example.org")),
            new LeastConn());
    private static final RoutingTable BOTH = new RoutingTable(
            List.of(new Route(API, plan("worker1")), new Route(service(new LeastConn()), plan("worker2", "worker1"))));

    @Test
    void planIsFoundByTheNameOfItsService() {
        assertThat(BOTH.plan(new ServiceName("api"))).contains(plan("worker1"));
        assertThat(BOTH.plan(new ServiceName("workers"))).contains(plan("worker2", "worker1"));
        assertThat(BOTH.plan(new ServiceName("other"))).isEmpty();
        assertThat(BOTH.services()).containsExactly(API, service(new LeastConn()));
    }

    @Test
    void servicesAreNamedWhereThereAreMany() {
        assertThat(BOTH).hasToString("api: worker1 serves, no backup; workers: worker2 serves, backups: worker1");
        assertThat(table(plan("worker1"))).hasToString("worker1 serves, no backup");
    }
}
