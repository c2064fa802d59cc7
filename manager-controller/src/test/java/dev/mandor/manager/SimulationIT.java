package dev.mandor.manager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.Simulation.Outcome;
import dev.mandor.manager.Simulation.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What the rules do over many hours. The numbers are committed as {@code simulation-report.md}, so that a change of a rule
 * shows as a change of numbers; {@code -Dmandor.simulation.update} writes them anew.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SimulationIT {
    private static final String REPORT = "simulation-report.md";
    private static final long SEED = 20261121;

    private List<Outcome> outcomes;

    @BeforeAll
    void simulate() {
        outcomes = List.of(
                run(new Scenario("nothing but noise"), 200),
                run(new Scenario("10 % of the heartbeats lost").loss(0.1), 200),
                run(new Scenario("20 % lost").loss(0.2), 200),
                run(new Scenario("30 % lost").loss(0.3), 200),
                run(
                        new Scenario("10 % lost, and all for 20 s every 10 min")
                                .loss(0.1)
                                .bursts(600, 20),
                        200),
                run(new Scenario("20 % twice, delays of up to 4 s, out of order").disorder(0.2, 4), 200),
                run(new Scenario("the manager stands still for 60 s every 10 min").pauses(600, 60), 200),
                run(new Scenario("agents restart with their clock a year back, hourly").clocksGoBack(3600), 200),
                run(new Scenario("a node is dead every other minute").flapping(60), 200),
                run(new Scenario("a node is dead every other ten minutes").flapping(600), 200),
                run(new Scenario("--fast, 10 % lost").fast().loss(0.1), 50),
                run(
                        new Scenario("--fast, a node is dead every other minute")
                                .fast()
                                .flapping(60),
                        50));
    }

    @Test
    void noLiveNodeIsEverCalledDown() {
        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(outcome.convictions())
                        .as(outcome.scenario().name())
                        .isZero());
    }

    @Test
    void noiseAloneCausesAtMostSixSwitchesAnHour() {
        assertThat(outcomes.get(0).switchesPerHour()).isLessThanOrEqualTo(6);
    }

    @Test
    void deadNodeIsNoticedWithinTheToleranceAndAnInterval() {
        assertThat(outcomes.get(9).slowestDetection()).isBetween(25.0, 30.0 + 2 * 3);
        assertThat(outcomes.get(11).slowestDetection()).isBetween(1.5, 3.0);
    }

    @Test
    void numbersAreTheCommittedOnes() throws IOException {
        String report = report();
        if (System.getProperty("mandor.simulation.update") != null) {
            Files.writeString(Path.of("src/test/resources/dev/mandor/manager", REPORT), report);
        }
        try (InputStream committed = getClass().getResourceAsStream(REPORT)) {
            assertThat(report)
                    .as("run with -Dmandor.simulation.update to accept")
                    .isEqualTo(new String(committed.readAllBytes(), UTF_8));
        }
    }

    private static Outcome run(Scenario scenario, double hours) {
        return new Simulation(scenario, SEED).run(hours);
    }

    private String report() {
        return outcomes.stream()
                .map(outcome -> String.format(
                        Locale.ROOT,
                        "| %s | %.0f | %d | %.2f | %.2f | %s |\n",
                        outcome.scenario().name(),
                        outcome.hours(),
                        outcome.convictions(),
                        outcome.switchesPerHour(),
                        outcome.reloadsPerHour(),
                        outcome.slowestDetection() == 0
                                ? "-"
                                : String.format(Locale.ROOT, "%.1f s", outcome.slowestDetection())))
                .collect(Collectors.joining("", """
                        # What the rules do over many hours

                        Five nodes with equal memory and noise of ±5 % of their total on it, default settings unless said otherwise; virtual time, one seed.
                        Written by `SimulationIT`.

                        | scenario | hours | live nodes called down | switches an hour | reloads an hour | slowest detection of a dead node |
                        | --- | --- | --- | --- | --- | --- |
                        """, ""));
    }
}
