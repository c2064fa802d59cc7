package dev.mandor.manager.view;

import static dev.mandor.manager.TestNodes.down;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.snapshot;
import static dev.mandor.manager.view.TestViews.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.mandor.manager.cluster.Balancing;
import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.RoundRobin;
import dev.mandor.manager.view.Glance.Change;
import dev.mandor.manager.view.Glance.Part;
import dev.mandor.manager.view.Glance.Row;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GlanceTest {
    private final TestViews manager = new TestViews();

    @Test
    void whoServesComesFirstThenWithWhomSomethingIsWrong() {
        manager.tick(NOW, snapshot(live("worker1", 300), live("worker2", 400), down("worker3", 500)));

        Glance glance = manager.view().glance();

        assertThat(glance.nodes()).extracting(Row::name).containsExactly("worker2", "worker3", "worker1");
        assertThat(glance.nodes().get(0).parts())
                .containsExactly(new Part("workers", "serving", 1, 1.0, OptionalDouble.empty()));
        assertThat(glance.nodes().get(2).parts())
                .containsExactly(new Part("workers", "backup", 1, 0.0, OptionalDouble.empty()));
        assertThat(glance.nodesInAll()).isEqualTo(3);
        assertThat(glance.states()).isEqualTo(Map.of("live", 2L, "down", 1L));
        assertThat(glance.alive()).isTrue();
    }

    @Test
    void switchIsWhereOthersServeThanBefore() {
        manager.tick(NOW.minusSeconds(9), snapshot(live("worker1", 400), live("worker2", 300)));
        manager.tick(NOW.minusSeconds(6), snapshot(live("worker1", 400)));
        manager.tick(NOW.minusSeconds(3), snapshot(live("worker1", 400), live("worker2", 500)));
        manager.tick(NOW, snapshot(down("worker1", 400), down("worker2", 500)));

        assertThat(manager.view().glance().changes())
                .extracting(Change::at, Change::serving, Change::switched)
                .containsExactly(
                        tuple(NOW, List.of(), true),
                        tuple(NOW.minusSeconds(3), List.of("worker2"), true),
                        tuple(NOW.minusSeconds(6), List.of("worker1"), false),
                        tuple(NOW.minusSeconds(9), List.of("worker1"), false));
    }

    @Test
    void ofManyPlansTheLatestAreShown() {
        for (int second = 0; second < 100; second++) {
            manager.tick(NOW.plusSeconds(second), snapshot(live("worker" + (1 + second % 2), 400)));
        }

        assertThat(manager.view().glance().changes())
                .hasSize(Glances.MOST_CHANGES)
                .allMatch(Change::switched)
                .first()
                .returns(NOW.plusSeconds(99), Change::at);
    }

    /** Where all serve and many are down, both are seen; the rest can be found by name. */
    @Test
    void tenThousandNodesAreCutToASizeThatCanBeSentEachSecond() {
        manager.tick(NOW, tenThousand(), new RoundRobin(Balancing.ROUND_ROBIN));

        Glance glance = manager.view().glance();

        assertThat(glance.nodesInAll()).isEqualTo(10_000);
        assertThat(glance.states()).isEqualTo(Map.of("live", 9_000L, "down", 1_000L));
        assertThat(glance.nodes()).hasSize(Glances.MOST_ROWS);
        assertThat(glance.nodes()).filteredOn(row -> row.state().equals("down")).hasSize(Glances.MOST_ROWS / 2);
        assertThat(glance.alarmsInAll()).isEqualTo(1_000);
        assertThat(glance.alarms()).hasSize(Glances.MOST_ALARMS);
        assertThat(StatusJson.write(glance).getBytes(UTF_8)).hasSizeLessThan(64 << 10);
        assertThat(manager.view().find("worker9999")).extracting(Row::name).containsExactly("worker9999");
        assertThat(manager.view().find("worker")).hasSize(Glances.MOST_ROWS);
        assertThat(manager.view().find("nobody")).isEmpty();
    }

    private static ClusterSnapshot tenThousand() {
        return snapshot(IntStream.rangeClosed(1, 10_000)
                .mapToObj(n -> n % 10 == 0 ? down("worker" + n, 300) : live("worker" + n, 300))
                .toArray(NodeStatus[]::new));
    }
}
