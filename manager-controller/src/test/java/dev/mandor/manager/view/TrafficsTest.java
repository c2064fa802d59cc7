package dev.mandor.manager.view;

import static dev.mandor.manager.TestNodes.down;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.snapshot;
import static dev.mandor.manager.traffic.Lines.heard;
import static dev.mandor.manager.traffic.Lines.line;
import static dev.mandor.manager.view.TestViews.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.Balancing;
import dev.mandor.manager.cluster.RoundRobin;
import dev.mandor.manager.explain.ExplanationText;
import dev.mandor.manager.nginx.Sampling;
import dev.mandor.manager.traffic.Answerer.Kind;
import dev.mandor.manager.traffic.Heard;
import dev.mandor.manager.traffic.TrafficState;
import dev.mandor.manager.view.Traffic.By;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What clients got, beside what was planned for them. */
class TrafficsTest {
    private static final String WORKER1 = worker("10.0.0.1:8080", 200, "0.004", 5);
    private static final String WORKER2 = worker("10.0.0.2:8080", 200, "0.007", 9);
    private static final String FALLBACK =
            line("workers", 1, 200, "10.0.0.9:80", "10.0.0.1:8080 : 10.0.0.9:80", "- : 0.100", 120);

    private final TestViews manager = new TestViews();

    @Test
    void sharesThatNginxGivesStandBesideThoseOfThePlan() {
        plan();
        hear(40, WORKER1, 10, WORKER2, 50, FALLBACK);

        Traffic traffic = manager.view().overview().traffic().orElseThrow();

        assertThat(traffic.ageSeconds()).isEqualTo(OptionalDouble.of(5));
        Traffic.OfService service = traffic.services().get(0);
        assertThat(service.all().requestsPerSecond()).isEqualTo(20);
        assertThat(service.answerers()).extracting(By::kind).containsExactly(Kind.SERVER, Kind.SERVER, Kind.FALLBACK);
        assertThat(service.answerers()).extracting(By::share).containsExactly(0.4, 0.1, 0.5);
        assertThat(service.answerers()).extracting(By::planned).containsExactly(0.5, 0.5, 0.0);
    }

    @Test
    void fallbackThatAnswersWhileWorkersLiveIsAnAlarmFromFivePercentOn() {
        plan();
        hear(95, WORKER1, 5, FALLBACK);
        assertThat(manager.view().overview().alarms().stream().map(Alarm::sentence))
                .containsExactly("workers are live, and the fallback answers 5 % of the requests of workers");

        hear(96, WORKER1, 4, FALLBACK);
        assertThat(manager.view().overview().alarms()).isEmpty();
    }

    @Test
    void whatTheFallbackAnsweredBeforeWorkersWereToServeIsNoAlarm() {
        plan(NOW.minusMillis(9_999));
        plan(NOW);
        hear(50, WORKER1, 50, FALLBACK);

        assertThat(manager.view().overview().alarms()).isEmpty();
    }

    @Test
    void fallbackThatServesByThePlanIsNoSecondAlarm() {
        manager.tick(NOW, snapshot(down("worker1", 400)));
        manager.applied();
        hear(10, line("workers", 1, 200, "10.0.0.9:80", "10.0.0.9:80", "0.100", 120));

        assertThat(manager.view().overview().alarms().stream().map(Alarm::sentence))
                .containsExactly("no worker serves workers: all workers are down (worker1)", "worker1 is down");
    }

    @Test
    void requestsWithoutAnAnswerAreAnAlarmAndErrorsOfTheApplicationAreNone() {
        plan();
        hear(50, worker("10.0.0.1:8080", 503, "0.004", 5), 45, WORKER1, 5, worker("10.0.0.1:8080", 504, "-", 2000));

        assertThat(manager.view().overview().alarms().stream().map(Alarm::sentence))
                .containsExactly("nginx gets no answer for 5 % of the requests of workers");
    }

    @Test
    void serverThatIsToServeAndGetsNothingIsShownWithThat() {
        plan();
        hear(10, WORKER1);

        By second = manager.view()
                .overview()
                .traffic()
                .orElseThrow()
                .services()
                .get(0)
                .of("worker2")
                .orElseThrow();

        assertThat(second.share()).isZero();
        assertThat(second.planned()).isEqualTo(0.5);
        assertThat(second.figures()).isEmpty();
    }

    @Test
    void serverOfAPlanBeforeIsNoneOfTheFallbacks() {
        plan();
        hear(10, WORKER1, 10, worker("10.0.0.77:8080", 200, "0.001", 2));

        assertThat(manager.view()
                        .overview()
                        .traffic()
                        .orElseThrow()
                        .services()
                        .get(0)
                        .answerers())
                .extracting(By::kind)
                .containsExactly(Kind.SERVER, Kind.SERVER, Kind.OTHER);
        assertThat(manager.view().overview().alarms()).isEmpty();
    }

    @Test
    void serviceOfWhichNothingIsHeardIsUnknownWhateverIsHeardOfOthers() {
        plan();
        manager.traffic = Optional.of(heard(List.of(line("api", 1, 200, "mandor_api", "10.0.0.1:9000", "0.004", 5))));

        assertThat(manager.view().overview().traffic().orElseThrow().services()).isEmpty();
        assertThat(text()).endsWith("\ntraffic unknown: nothing heard for 10 s\n");
    }

    @Test
    void whyNothingIsKnownIsSaid() {
        plan();
        assertThat(text()).endsWith("\ntraffic unknown: nginx is not asked for it, see --traffic\n");

        manager.traffic = Optional.of(new TrafficState(Heard.NOTHING, Sampling.ALL, 0, 0, Optional.empty()));
        assertThat(text()).endsWith("\ntraffic unknown: nothing heard yet\n");

        manager.traffic = Optional.of(
                new TrafficState(Heard.NOTHING, Sampling.ALL, 0, 0, Optional.of("cannot listen on \u001b[2J")));
        assertThat(text()).endsWith("\ntraffic unknown: cannot listen on ?[2J\n");
    }

    @Test
    void terminalShowsItInColumns() {
        plan();
        hear(
                799,
                WORKER1,
                1,
                worker("10.0.0.1:8080", 500, "0.004", 1500),
                150,
                FALLBACK,
                50,
                line("workers", 1, 503, "-", "-", "-", 0));

        assertThat(text()).endsWith("""

                CLIENTS GET   REQUESTS/S  SHARE  PLANNED  NO ANSWER  5XX   P50     P99
                worker1       160         80 %   50 %     0 %        <1 %  5 ms    5 ms
                worker2       0           0 %    50 %     -          -     -       -
                the fallback  30          15 %   -        0 %        0 %   120 ms  120 ms
                nginx itself  10          5 %    -        100 %      0 %   0 ms    0 ms
                of the last 10 s, by all requests, the newest 5.0 s ago
                """);
    }

    @Test
    void explanationHasALineForTheServiceAndOneForEachNode() {
        plan();
        hear(60, WORKER1, 40, FALLBACK);

        assertThat(ExplanationText.of(manager.view().explanations(), false))
                .contains("\nclients get: 20 requests/s, 40 % answered by the fallback, no answer for 0 %, 5xx for 0 %,"
                        + " p50 5 ms, p99 120 ms\n")
                .contains("\n  gets 60 % of the requests, planned 50 %; no answer for 0 %, 5xx for 0 %, p99 5 ms\n")
                .contains("\n  gets 0 % of the requests, planned 50 %\n");
    }

    @Test
    void jsonIsReadBackAsItWas() {
        plan();
        hear(60, WORKER1, 40, FALLBACK);
        Overview overview = manager.view().overview();

        assertThat(StatusJson.read(StatusJson.write(overview))).isEqualTo(overview);
        assertThat(StatusJson.write(overview)).contains("\"kind\":\"fallback\"");
        assertThat(StatusJson.readExplanations(StatusJson.write(manager.view().explanations())))
                .isEqualTo(manager.view().explanations());
    }

    @Test
    void dashboardIsToldTheShareOfEachNodeAndWhatTheServicesClientsGot() {
        plan();
        hear(60, WORKER1, 40, FALLBACK);

        Glance glance = manager.view().glance();

        assertThat(glance.services().get(0).traffic().orElseThrow().fallbackShare())
                .isEqualTo(0.4);
        assertThat(glance.nodes())
                .extracting(node -> node.parts().get(0).gets())
                .containsExactly(OptionalDouble.of(0.6), OptionalDouble.of(0));
    }

    private void plan() {
        plan(NOW.minusSeconds(10));
        plan(NOW);
    }

    private void plan(Instant at) {
        manager.tick(at, snapshot(live("worker1", 400), live("worker2", 400)), new RoundRobin(Balancing.ROUND_ROBIN));
        manager.applied();
    }

    private String text() {
        return StatusTable.of(manager.view().overview(), false);
    }

    private void hear(Object... timesAndLines) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < timesAndLines.length; i += 2) {
            lines.addAll(Collections.nCopies((Integer) timesAndLines[i], (String) timesAndLines[i + 1]));
        }
        manager.traffic = Optional.of(heard(lines));
    }

    private static String worker(String server, int status, String headerTime, int millis) {
        return line("workers", 1, status, "mandor_workers", server, headerTime, millis);
    }
}
