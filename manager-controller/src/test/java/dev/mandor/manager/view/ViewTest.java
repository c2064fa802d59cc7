package dev.mandor.manager.view;

import static dev.mandor.manager.TestNodes.down;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.snapshot;
import static dev.mandor.manager.TestNodes.status;
import static dev.mandor.manager.view.TestViews.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.HostName;
import dev.mandor.manager.cluster.LeastConn;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.probe.FallbackAnswer;
import dev.mandor.manager.probe.Probes;
import dev.mandor.manager.probe.Report;
import dev.mandor.manager.view.Overview.Verdict;
import dev.mandor.model.Endpoint;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewTest {
    private final TestViews manager = new TestViews();

    @Test
    void managerThatHasDecidedNothingIsStarting() {
        assertThat(manager.view().overview().verdict()).isEqualTo(Verdict.STARTING);
        assertThat(manager.view().isAlive()).isTrue();
    }

    @Test
    void workersThatServeByAPlanThatNginxHasAreServing() {
        manager.tick(NOW.minusSeconds(2), snapshot(live("worker1", 400), live("worker2", 300)));
        manager.applied();

        Overview overview = manager.view().overview();

        assertThat(overview.verdict()).isEqualTo(Verdict.SERVING);
        assertThat(overview.alarms()).isEmpty();
        assertThat(overview.services()).singleElement().satisfies(service -> {
            assertThat(service.plan()).isEqualTo("worker1 serves, backups: worker2");
            assertThat(service.since()).isEqualTo(NOW.minusSeconds(2));
            assertThat(service.servers()).extracting(Overview.Server::role).containsExactly("serving", "backup");
        });
        assertThat(overview.nodes()).extracting(Overview.Node::name).containsExactly("worker1", "worker2");
    }

    @Test
    void fallbackIsDegradedAndAnAlarm() {
        manager.tick(NOW, snapshot(down("worker1", 400)));
        manager.applied();

        Overview overview = manager.view().overview();

        assertThat(overview.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(overview.headline()).isEqualTo("degraded: by the plan the fallback serves");
        assertThat(sentences(overview))
                .containsExactly("no worker serves workers: all workers are down (worker1)", "worker1 is down");
        assertThat(overview.alarms()).noneMatch(alarm -> alarm.remedy().isBlank());
    }

    @Test
    void nginxWithoutThePlanIsDegradedAndAnAlarm() {
        manager.tick(NOW, snapshot(live("worker1", 400)));
        manager.nginx.onLook(Optional.of("docker ps: no answer within 3 s"));

        Overview overview = manager.view().overview();

        assertThat(overview.verdict()).isEqualTo(Verdict.DEGRADED);
        assertThat(overview.headline())
                .startsWith("degraded: nginx runs another plan than the wanted one: docker ps: no answer within 3 s");
        assertThat(sentences(overview))
                .containsExactly("nginx does not have the plan: docker ps: no answer within 3 s");
        assertThat(overview.alarms().get(0).remedy()).contains("kill -CONT").doesNotContain("systemctl start docker");
    }

    @Test
    void planThatStaysIsAsOldAsItWasAndOneThatChangesIsNew() {
        manager.tick(NOW.minusSeconds(60), snapshot(live("worker1", 400), live("worker2", 300)));
        manager.tick(NOW.minusSeconds(30), snapshot(live("worker1", 390), live("worker2", 300)));
        assertThat(manager.view().overview().services().get(0).since()).isEqualTo(NOW.minusSeconds(60));

        manager.tick(NOW, snapshot(down("worker1", 390), live("worker2", 300)));
        Overview overview = manager.view().overview();
        assertThat(overview.services().get(0).since()).isEqualTo(NOW);
        assertThat(overview.decisions()).isEqualTo(2);
        assertThat(overview.failovers()).isOne();
        assertThat(manager.view().decisions())
                .extracting(Overview.Past::plan)
                .containsExactly("worker2 serves, no backup", "worker1 serves, backups: worker2");
    }

    @Test
    void pastDecisionsAreFewerWhereEachNamesManyServers() {
        for (int leader = 1; leader <= 5; leader++) {
            manager.tick(NOW, manyNodes(leader));
        }
        assertThat(manager.view().overview().decisions()).isEqualTo(5);
        assertThat(manager.view().decisions()).hasSize(2);

        manager.tick(NOW, snapshot(live("worker1", 400)));
        assertThat(manager.view().decisions()).as("room for it").hasSize(3);
    }

    private static ClusterSnapshot manyNodes(int leader) {
        return new ClusterSnapshot(IntStream.rangeClosed(1, 9_999)
                .mapToObj(node -> live("worker" + node, node == leader ? 500 : 400))
                .toList());
    }

    @Test
    void controlLoopThatHasNotGoneRoundForLongIsNotAlive() {
        manager.tick(NOW.minusSeconds(15), snapshot());
        assertThat(manager.view().isAlive()).isTrue();

        manager.tick(NOW.minusSeconds(16), snapshot());
        assertThat(manager.view().isAlive()).isFalse();
    }

    @Test
    void forecastOfLowMemoryIsAnAlarmAndAFigureOfTheNode() {
        manager.tick(NOW, snapshot(live("worker1", 400), live("worker2", 300)));
        manager.lowSoon("worker2");

        Overview overview = manager.view().overview();

        assertThat(sentences(overview)).containsExactly("worker2 will be below the floor of 64 MiB in about 6 min");
        assertThat(overview.nodes())
                .extracting(Overview.Node::lowMemoryInSeconds)
                .containsExactly(OptionalDouble.empty(), OptionalDouble.of(360));
        assertThat(StatusTable.of(overview, false)).contains("\n! worker2 will be below the floor");
    }

    @Test
    void jsonIsReadBackAsItWas() {
        manager.lowSoon("worker1");
        manager.tick(NOW, snapshot(live("worker1", 400), down("worker2", 300)));
        Overview overview = manager.view().overview();

        assertThat(StatusJson.read(StatusJson.write(overview))).isEqualTo(overview);
        assertThatIllegalArgumentException().isThrownBy(() -> StatusJson.read("<html>"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "[]",
                "[null]",
                "[{}]",
                "{\"verdict\":\"SERVING\",\"nodes\":[null],\"services\":[],\"alarms\":[]}",
                "{\"verdict\":\"SERVING\",\"nodes\":[{}],\"services\":[{}],\"alarms\":[]}"
            })
    void whatAnotherProgramAnswersIsNoStatus(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> StatusJson.read(json));
        if (!json.equals("[]")) { // a manager that has decided nothing
            assertThatIllegalArgumentException().isThrownBy(() -> StatusJson.readExplanations(json));
        }
    }

    @Test
    void terminalShowsWhoServesAndTheNodesInColumns() {
        manager.tick(NOW.minusSeconds(90), snapshot(live("worker1", 400), down("worker22", 300)));
        manager.applied();

        assertThat(StatusTable.of(manager.view().overview(), false)).isEqualTo("""
                serving: worker1 serves, no backup; no site is asked, see --probe
                worker1 serves, no backup, for 0 s
                  because worker1 has the most free memory (400 MiB) of 1 live worker
                ! worker22 is down
                  -> see whether that machine is up, its agent runs (systemctl status mandor-worker-agent), and UDP passes the firewalls

                NODE      STATE  SERVES  FREE     TOTAL     FREE %  HEARD       ADDRESS
                worker1   live   yes     400 MiB  1000 MiB  40      1.0 s ago   10.0.0.1:8080
                worker22  down   -       300 MiB  1000 MiB  30      31.0 s ago  10.0.0.22:8080

                traffic unknown: nginx is not asked for it, see --traffic
                """);
    }

    @Test
    void terminalShowsTheSharesOfEachServiceWhereThereAreSeveral() {
        ClusterSnapshot seen = snapshot(live("worker1", 400), live("worker2", 300));
        Service web = new Service(new ServiceName("web"), OptionalInt.empty(), Optional.empty(), new LeastConn());
        Service api = new Service(
                new ServiceName("api"),
                OptionalInt.of(9000),
                Optional.of(new HostName("api.example.org")),
                new MaxFreeMemory(Threshold.parse("0")));
        Map<Service, Decision> decisions = new LinkedHashMap<>();
        decisions.put(api, decision(api, seen));
        decisions.put(web, decision(web, seen));
        manager.board.leave(NOW, seen, decisions, true);

        assertThat(StatusTable.of(manager.view().overview(), false))
                .contains("\nworker1  live   api, web 50 %  400 MiB")
                .contains("\nworker2  live   web 50 %       300 MiB");
    }

    @Test
    void nothingThatNginxSaysSteersTheTerminal() {
        manager.tick(NOW, snapshot(live("worker1", 400)));
        manager.nginx.onLook(Optional.of("\u001b[2J\u202e"));

        assertThat(StatusTable.of(manager.view().overview(), false))
                .contains("\n! nginx does not have the plan: ?[2J?\n");
    }

    @Test
    void serverThatIsSilentForSomeIntervalsIsNamedBesideThePlan() {
        NodeStatus late = status(live("worker1", 400).last(), Duration.ofSeconds(16), NodeState.LIVE);
        manager.tick(NOW, snapshot(late));
        manager.applied();

        assertThat(StatusTable.of(manager.view().overview(), false))
                .contains(
                        "worker1 serves, no backup, for 0 s; worker1 has been silent for 16 s, its tolerance is 30 s\n");
    }

    @Test
    void toleranceThatIsStretchedIsShownBesideTheNodeAndExplained() {
        NodeStatus it = live("worker1", 400);
        manager.tick(
                NOW,
                snapshot(new NodeStatus(
                        it.last(),
                        it.age(),
                        Duration.ofSeconds(63),
                        it.hostState(),
                        it.freeBytes(),
                        it.cautiousFreeBytes(),
                        it.load(),
                        Optional.empty())));
        manager.applied();

        assertThat(StatusTable.of(manager.view().overview(), false)).contains("1.0 s ago (may be 63 s)");
        assertThat(manager.view().explanations().get(0).nodes().get(0).because())
                .contains("it may be silent for 63 s instead of 30 s: heartbeats of it get lost on the way");
    }

    @Test
    void nodeWhoseHeartbeatsAreRefusedIsSaidToBeRefusedAndNotOnlyDown() {
        manager.refused(new Refusal(
                "10.0.0.2",
                Optional.of("worker2"),
                "wrong_time",
                "its clock is 61 s ahead of ours",
                "set the clock",
                9,
                3));
        manager.tick(NOW, snapshot(live("worker1", 400), down("worker2", 300)));
        manager.applied();

        assertThat(manager.view().overview().alarms())
                .containsExactly(Alarm.ofNode(
                        "worker2",
                        "worker2 is down, and its heartbeats are refused: its clock is 61 s ahead of ours",
                        "set the clock"));
        assertThat(manager.view().explanations().get(0).nodes().get(1).because())
                .contains(
                        "heartbeats of worker2 (10.0.0.2) are refused, the last 3 s ago: its clock is 61 s ahead of ours;"
                                + " set the clock");
    }

    @Test
    void fallbackThatDoesNotAnswerIsFailingAndNotReady() {
        manager.tick(NOW, snapshot(down("worker1", 400)));
        manager.applied();
        assertThat(manager.view().unready()).isEmpty();

        manager.probed(new Probes(
                true,
                Optional.empty(),
                Map.of(),
                Map.of(
                        new ServiceName("workers"),
                        new Report<>(
                                new FallbackAnswer(Endpoint.parse("10.0.0.9:8080"), Optional.of("refuses connections")),
                                Duration.ofSeconds(2)))));

        assertThat(manager.view().overview().verdict()).isEqualTo(Verdict.FAILING);
        assertThat(manager.view().unready())
                .contains(
                        "clients get errors: no worker can serve, and the fallback 10.0.0.9:8080 refuses connections");
    }

    private static List<String> sentences(Overview overview) {
        return overview.alarms().stream().map(Alarm::sentence).toList();
    }

    private static Decision decision(Service service, ClusterSnapshot seen) {
        return service.policy().decide(service.of(seen), Serving.NOTHING);
    }
}
