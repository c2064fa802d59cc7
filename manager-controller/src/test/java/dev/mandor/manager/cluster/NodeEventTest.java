package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.down;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NodeEventTest {
    @Test
    void nodeOfWhichNothingWasKnownAppeared() {
        assertThat(between(ClusterSnapshot.EMPTY, snapshot(live("worker1", 500))))
                .containsExactly("worker1 live");
    }

    @Test
    void silentNodeWentDown() {
        assertThat(between(snapshot(live("worker1", 500)), snapshot(down("worker1", 500))))
                .containsExactly("worker1 down");
    }

    @Test
    void nodeThatReportsAgainReturnedAndTellsHowLongItWasSilent() {
        NodeStatus silent = down("worker1", 500);
        List<NodeEvent> events = NodeEvent.between(snapshot(silent), snapshot(live("worker1", 500)));

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.node().state()).isEqualTo(NodeState.LIVE);
            assertThat(event.before()).contains(silent);
        });
    }

    @Test
    void newReadingIsNoEvent() {
        assertThat(between(snapshot(live("worker1", 500)), snapshot(live("worker1", 10))))
                .isEmpty();
    }

    @Test
    void nodeThatStaysDownIsNoEvent() {
        assertThat(between(snapshot(down("worker1", 500)), snapshot(down("worker1", 500))))
                .isEmpty();
    }

    @Test
    void nodeThatCameAndFellSilentBetweenTwoChecksWentDown() {
        assertThat(between(ClusterSnapshot.EMPTY, snapshot(down("worker1", 500))))
                .containsExactly("worker1 down");
    }

    @Test
    void eventsComeInTheOrderOfTheNames() {
        assertThat(between(
                        snapshot(live("worker2", 500), down("worker3", 500)),
                        snapshot(live("worker3", 500), down("worker2", 500), live("worker1", 500))))
                .containsExactly("worker1 live", "worker2 down", "worker3 live");
    }

    private static List<String> between(ClusterSnapshot earlier, ClusterSnapshot later) {
        return NodeEvent.between(earlier, later).stream()
                .map(event -> event.node().name() + " " + event.node().state())
                .toList();
    }
}
