package dev.mandor.manager.journal;

import static dev.mandor.manager.TestNodes.plan;
import static dev.mandor.manager.journal.Entries.at;
import static dev.mandor.manager.journal.Entries.beat;
import static dev.mandor.manager.journal.Entries.decided;
import static dev.mandor.manager.journal.Entries.down;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.TestNodes;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.journal.Alarm.Verdict;
import dev.mandor.manager.journal.JournalEntry.Lost;
import dev.mandor.manager.journal.JournalEntry.NodeChanged;
import dev.mandor.model.NodeName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryTest {
    private static final NodeName ONE = new NodeName("worker1");
    private static final NodeName TWO = new NodeName("worker2");

    @Test
    void timeIsSharedByWhoServed() {
        ServiceSummary service = summary(
                decided(10, plan("worker1", "worker2")),
                decided(60, plan("worker2")),
                decided(90, RoutingPlan.FALLBACK_ONLY),
                new Lost(at(110), 1));

        assertThat(service.shares()).containsExactly(Map.entry(ONE, 0.5), Map.entry(TWO, 0.3));
        assertThat(service.fallbackShare()).isEqualTo(0.2);
        assertThat(service.switches())
                .extracting(it -> it.from() + " -> " + it.to())
                .containsExactly("worker1 -> worker2", "worker2 -> the fallback");
    }

    @Test
    void timeIsSharedByWeightsWhereManyServe() {
        RoutingPlan both = new RoutingPlan(List.of(server("worker1", 100), server("worker2", 300)));

        ServiceSummary service = summary(decided(0, both), new Lost(at(40), 1));
        assertThat(service.shares()).containsExactly(Map.entry(ONE, 0.25), Map.entry(TWO, 0.75));
    }

    @Test
    void otherBackupsAreAChangeAndNoSwitch() {
        ServiceSummary service = summary(
                decided(0, plan("worker1", "worker2")),
                decided(5, plan("worker1")),
                decided(6, plan("worker1"))); // said again after a restart

        assertThat(service.plans()).isOne();
        assertThat(service.switches()).isEmpty();
    }

    // Heartbeat 1 came at 0 s, the node was called down at 31 s, and this is the next that came.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lost on the way             | 1 |  9 | 40 | false alarm
            a few less than were due    | 1 |  8 | 40 | false alarm
            late on the way             | 1 |  2 |  5 | false alarm
            the agent stood still       | 1 |  2 | 40 | outage
            it stood still for a while  | 1 |  7 | 40 | outage
            the agent was started anew  | 2 |  9 | 40 | outage
            """)
    void alarmIsFalseWhenTheAgentWentOnCounting(String what, long boot, long seq, double sent, String verdict) {
        NodeChanged down = down(31, "worker1", 31);
        Recording recording = Recording.of(
                List.of(beat(0, "worker1", 1, 1, 500), down, beat(40, sent, "worker1", boot, seq, 500)), 0);

        assertThat(Summary.recorded(recording).alarms())
                .as(what)
                .singleElement()
                .extracting(alarm -> alarm.verdict().toString())
                .isEqualTo(verdict);
    }

    @Test
    void nodeThatIsNotHeardAgainMayBeDead() {
        Recording recording = Recording.of(List.of(beat(0, "worker1", 1, 1, 500), down(31, "worker1", 31)), 0);

        assertThat(Summary.recorded(recording).alarms(Verdict.NOT_HEARD_AGAIN)).isOne();
    }

    @Test
    void clockThatWentBackBetweenTwoRunsLeavesTheLaterOne() {
        Recording recording = Recording.of(
                List.of(
                        Entries.opened(0, Map.of()),
                        beat(100, "worker1", 1, 1, 500),
                        Entries.opened(50, Map.of()),
                        beat(60, "worker1", 1, 2, 500)),
                0);

        assertThat(recording.start()).isEqualTo(at(50));
        assertThat(recording.end()).isEqualTo(at(60));
    }

    private static ServiceSummary summary(JournalEntry... entries) {
        return Summary.recorded(Recording.of(List.of(entries), 0)).services().get(0);
    }

    private static Server server(String name, int weight) {
        return new Server(new NodeName(name), TestNodes.endpoint(name), false, weight, 0);
    }
}
