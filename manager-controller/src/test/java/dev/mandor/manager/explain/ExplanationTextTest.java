package dev.mandor.manager.explain;

import static dev.mandor.manager.TestNodes.down;
import static dev.mandor.manager.TestNodes.heard;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.TestNodes;
import dev.mandor.manager.cluster.Balancing;
import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.Factors;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.Prospect;
import dev.mandor.manager.cluster.Reason.HeldInMassSilence;
import dev.mandor.manager.cluster.RoundRobin;
import dev.mandor.manager.cluster.Score;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Threshold;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an operator reads. */
class ExplanationTextTest {
    private static final Instant NOW = Instant.parse("2026-11-22T05:00:00Z");
    private static final SelectionPolicy WINNER = new MaxFreeMemory(Threshold.parse("5%"));

    @Test
    void winnerAndEachOtherNodeWithWhatWouldChangeIt() {
        ClusterSnapshot snapshot = snapshot(
                live("worker1", 400),
                live("worker2", 420),
                onProbation(live("worker3", 600), Duration.ofMillis(8_340), 0),
                heard("worker4", 40, NodeState.LOW_MEMORY),
                heard("worker5", 300, NodeState.UNHEALTHY),
                down("worker6", 500));

        assertThat(text(WINNER, snapshot, new Serving(Map.of(TestNodes.endpoint("worker1"), 1))))
                .isEqualTo("""
                worker1 serves, backups: worker2, worker3, worker4, for 90 s
                because worker2 has 20 MiB more free memory than worker1, less than the threshold of 50 MiB: worker1 stays

                worker1  serves    live           400 MiB free of 1000 MiB, steady 400 MiB, heard 1.0 s ago
                  20 MiB less steady free memory than worker2, within the threshold of 50 MiB (5%)
                  -> when it stays silent for 29 s more, leaves, or its web service fails: worker2 serves
                  -> when it has less than 50 MiB free (--min-free): worker2 serves
                  -> when its steady free memory falls to 370 MiB, 30 MiB less than now: worker2 serves

                worker2  backup    live           420 MiB free of 1000 MiB, steady 420 MiB, heard 1.0 s ago
                  20 MiB more steady free memory than worker1, within the threshold of 50 MiB (5%)
                  -> with 450 MiB of steady free memory, 30 MiB more than now: it serves

                worker3  backup    on probation   600 MiB free of 1000 MiB, steady 600 MiB, heard 1.0 s ago
                  it was away and is back: until it has proved itself the others come first
                  -> in 8.4 s: it serves

                worker4  backup    low on memory  40 MiB free of 1000 MiB, steady 40 MiB, heard 1.0 s ago
                  it fell below the floor of 50 MiB, and is low on memory until it is well above
                  -> when it stays over 75 MiB free (40 MiB count now; a rise counts slowly): it may serve, and does with 450 MiB of steady free memory, 410 MiB more than now

                worker5  not used  unhealthy      300 MiB free of 1000 MiB, steady 300 MiB, heard 1.0 s ago
                  its agent says that its web service does not answer
                  -> when its web service answers again: it can serve again

                worker6  not used  down           500 MiB free of 1000 MiB, steady 500 MiB, heard 31.0 s ago
                  silent for 31.0 s, the tolerance is 30.0 s
                  -> with its next heartbeat: it is a backup
                """);
    }

    @Test
    void fallbackServesUntilSomebodyIsBack() {
        ClusterSnapshot snapshot = snapshot(down("worker1", 400), heard("worker2", 400, NodeState.LEFT));

        assertThat(text(WINNER, snapshot, Serving.NOTHING)).isEqualTo("""
                the fallback serves, for 90 s
                because no worker can serve (worker1 down, worker2 left)

                worker1  not used  down  400 MiB free of 1000 MiB, steady 400 MiB, heard 31.0 s ago
                  silent for 31.0 s, the tolerance is 30.0 s
                  -> with its next heartbeat: it serves

                worker2  not used  left  400 MiB free of 1000 MiB, steady 400 MiB, heard 1.0 s ago
                  its agent was stopped, or it was drained
                  -> when its agent is back, and not drained: it serves
                """);
    }

    @Test
    void sharesAreExplainedByWhatEachFigureSpeaksFor() {
        SelectionPolicy score = new Score(Balancing.ROUND_ROBIN, MinFree.DEFAULT, Factors.DEFAULT);
        ClusterSnapshot snapshot = snapshot(live("worker1", 600), live("worker2", 200), down("worker3", 300));

        assertThat(text(score, snapshot, Serving.NOTHING)).isEqualTo("""
                worker1 65 %, worker2 35 % serve, no backup, for 90 s
                because 2 live workers can serve, and these are their shares now

                worker1  serves 65 %  live  600 MiB free of 1000 MiB, steady 600 MiB, heard 1.0 s ago
                  its figures speak for 65 %: free memory 75 % (counts 60 %), idle CPU 50 % (counts 30 %), time without memory pressure 50 % (counts 10 %)
                  -> when it stays silent for 29 s more, leaves, or its web service fails: it gets none
                  -> when it has less than 50 MiB free (--min-free): it gets none if the others have room for its load

                worker2  serves 35 %  live  200 MiB free of 1000 MiB, steady 200 MiB, heard 1.0 s ago
                  its figures speak for 35 %: free memory 25 % (counts 60 %), idle CPU 50 % (counts 30 %), time without memory pressure 50 % (counts 10 %)
                  -> when it stays silent for 29 s more, leaves, or its web service fails: it gets none
                  -> when it has less than 50 MiB free (--min-free): it gets none if the others have room for its load

                worker3  not used     down  300 MiB free of 1000 MiB, steady 300 MiB, heard 31.0 s ago
                  silent for 31.0 s, the tolerance is 30.0 s
                  -> with its next heartbeat: it is on probation first
                """);
    }

    @Test
    void nodesThatServeAlikeHaveNoFiguresToExplain() {
        SelectionPolicy alike = new RoundRobin(Balancing.ROUND_ROBIN);

        assertThat(text(alike, snapshot(live("worker1", 600), live("worker2", 200)), Serving.NOTHING))
                .isEqualTo("""
                worker1 50 %, worker2 50 % serve, no backup, for 90 s
                because 2 live workers can serve

                worker1  serves 50 %  live  600 MiB free of 1000 MiB, steady 600 MiB, heard 1.0 s ago
                  -> when it stays silent for 29 s more, leaves, or its web service fails: it gets none
                  -> when it has less than 50 MiB free (--min-free): it gets none while others answer

                worker2  serves 50 %  live  200 MiB free of 1000 MiB, steady 200 MiB, heard 1.0 s ago
                  -> when it stays silent for 29 s more, leaves, or its web service fails: it gets none
                  -> when it has less than 50 MiB free (--min-free): it gets none while others answer
                """);
    }

    @Test
    void nothingIsSaidOfChangesBeforeTheManagerHasHeardEnoughAndWhileThePlanIsHeld() {
        ClusterSnapshot snapshot = snapshot(live("worker1", 600), live("worker2", 200));
        Decision decision = WINNER.decide(snapshot, Serving.NOTHING);

        assertThat(explain(WINNER, snapshot, decision, false).nodes())
                .allSatisfy(node -> assertThat(node.changes()).isEmpty());
        assertThat(explain(WINNER, snapshot, new Decision(decision.plan(), new HeldInMassSilence()), true)
                        .nodes())
                .allSatisfy(node -> assertThat(node.changes()).isEmpty());
    }

    @Test
    void planThatWaitsForItsReloadIsTheNextOne() {
        Decision inForce = WINNER.decide(snapshot(live("worker1", 600), live("worker2", 200)), Serving.NOTHING);
        ClusterSnapshot now = snapshot(live("worker1", 100), live("worker2", 200));

        Explanation explanation = explain(WINNER, now, inForce, true);

        assertThat(explanation.next().orElseThrow()).startsWith("worker2 serves, backups: worker1, because");
        assertThat(ExplanationText.of(List.of(explanation), true))
                .contains("\u001b[33mabout to change, as soon as nginx may be reloaded again: worker2 serves");
    }

    @Test
    void manyNodesAreNotAllShown() {
        NodeStatus[] nodes = IntStream.rangeClosed(1, 60)
                .mapToObj(number -> live("worker" + number, 100 + number))
                .toArray(NodeStatus[]::new);

        assertThat(text(WINNER, snapshot(nodes), Serving.NOTHING)).endsWith("\nand 10 more nodes, see --json\n");
    }

    @Test
    void optionsThatGiveASilentNodeMoreTimeAreSaid() {
        ClusterSnapshot snapshot = snapshot(live("worker1", 600));
        Explanation explanation = new Explainer(MinFree.DEFAULT, true, true)
                .explain(TestNodes.service(WINNER), WINNER.decide(snapshot, Serving.NOTHING), snapshot, true, NOW, NOW);

        assertThat(explanation.nodes().get(0).changes())
                .extracting(Explanation.Change::text)
                .containsExactly("when it stays silent for 29 s more and its web service does not answer while most"
                        + " others are heard, leaves, or its web service fails: the fallback serves");
    }

    @Test
    void answerOfAStrangerCannotSteerTheTerminal() {
        ClusterSnapshot snapshot = snapshot(live("worker1", 600));
        Explanation real = explain(WINNER, snapshot, WINNER.decide(snapshot, Serving.NOTHING), true);
        Explanation strange = new Explanation(
                "s",
                NOW,
                NOW,
                true,
                Optional.empty(),
                Optional.empty(),
                "\u001b[2J",
                "a\nb",
                Optional.of("\u202e"),
                Optional.of("\u001b[2J"),
                real.nodes());

        assertThat(ExplanationText.of(List.of(strange), false))
                .startsWith("?[2J\nbecause a?b\nclients get: ?[2J\nabout to change")
                .doesNotContain("\u001b", "\u202e");
    }

    private static NodeStatus onProbation(NodeStatus it, Duration left, int missingBeats) {
        return new NodeStatus(
                it.last(),
                it.age(),
                it.tolerance(),
                NodeState.PROBATION,
                it.freeBytes(),
                it.cautiousFreeBytes(),
                it.load(),
                it.rival(),
                new Prospect(Duration.ofSeconds(29), left, missingBeats),
                Set.of());
    }

    private static String text(SelectionPolicy policy, ClusterSnapshot snapshot, Serving serving) {
        return ExplanationText.of(List.of(explain(policy, snapshot, policy.decide(snapshot, serving), true)), false);
    }

    private static Explanation explain(
            SelectionPolicy policy, ClusterSnapshot snapshot, Decision decision, boolean settled) {
        return new Explainer(MinFree.DEFAULT, false, false)
                .explain(TestNodes.service(policy), decision, snapshot, settled, NOW, NOW.minusSeconds(90));
    }
}
