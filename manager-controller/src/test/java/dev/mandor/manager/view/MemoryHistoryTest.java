package dev.mandor.manager.view;

import static dev.mandor.manager.TestNodes.down;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.snapshot;
import static dev.mandor.manager.view.TestViews.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.view.MemoryHistory.Line;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryHistoryTest {
    private final TestViews manager = new TestViews();
    private final MemoryHistory history = new MemoryHistory();

    @Test
    void columnsAreAStepApart() {
        note(NOW, live("worker1", 400));
        note(NOW.plusMillis(4999), live("worker1", 390));
        note(NOW.plusMillis(5000), live("worker1", 380));

        assertThat(history.series().times()).containsExactly(NOW, NOW.plusSeconds(5));
        assertThat(line("worker1")).containsExactly(400L, 380L);
        assertThat(history.latest().freeMebibytes()).containsEntry("worker1", 380L);
    }

    @Test
    void beginsWithTheFirstNode() {
        note(NOW);
        note(NOW.plusSeconds(1), live("worker1", 400));

        assertThat(history.series().times()).containsExactly(NOW.plusSeconds(1));
    }

    @Test
    void silentNodeAndOneThatWasNotThereYetAreGaps() {
        note(NOW, live("worker1", 400));
        note(NOW.plusSeconds(5), down("worker1", 400), live("worker2", 300));

        assertThat(line("worker1")).isEqualTo(Arrays.asList(400L, null));
        assertThat(line("worker2")).isEqualTo(Arrays.asList(null, 300L));
    }

    @Test
    void halfAnHourIsKept() {
        for (int second = 0; second <= 1800; second += 5) {
            note(NOW.plusSeconds(second), live("worker1", 400));
        }
        assertThat(history.series().times()).hasSize(360).startsWith(NOW.plusSeconds(5));

        note(NOW.plus(Duration.ofMinutes(59)), live("worker1", 400));
        assertThat(history.series().times()).hasSize(14).startsWith(NOW.plusSeconds(1740));
    }

    @Test
    void ofTenThousandNodesThoseWhoServeAndThoseThatHaveALineAreDrawn() {
        NodeStatus[] nodes = IntStream.rangeClosed(1, 10_000)
                .mapToObj(n -> live("worker" + n, 300))
                .toArray(NodeStatus[]::new);
        nodes[9_998] = live("worker9999", 400);
        note(NOW, nodes);
        assertThat(history.series().lines())
                .hasSize(MemoryHistory.MOST_NODES)
                .anyMatch(line -> line.node().equals("worker9999"));

        nodes[7_776] = live("worker7777", 500);
        note(NOW.plusSeconds(5), nodes);
        assertThat(history.series().lines()).hasSize(MemoryHistory.MOST_NODES);
        assertThat(line("worker7777")).isEqualTo(Arrays.asList(null, 500L));
        assertThat(line("worker9999")).containsExactly(400L, 400L);
    }

    @Test
    void clockThatIsSetBackBeginsAnew() {
        note(NOW, live("worker1", 400));
        note(NOW.minusSeconds(3600), live("worker1", 390));

        assertThat(history.series().times()).containsExactly(NOW.minusSeconds(3600));
    }

    private void note(Instant at, NodeStatus... nodes) {
        manager.tick(at, snapshot(nodes));
        history.note(manager.board.latest());
    }

    private Iterable<Long> line(String node) {
        return history.series().lines().stream()
                .filter(line -> line.node().equals(node))
                .findFirst()
                .map(Line::freeMebibytes)
                .orElseThrow();
    }
}
