package dev.mandor.manager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.OverloadSimulation.Outcome;
import dev.mandor.manager.OverloadSimulation.Shape;
import dev.mandor.manager.cluster.Balancing;
import dev.mandor.manager.cluster.MemoryWeighted;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.RoundRobin;
import dev.mandor.manager.cluster.SelectionPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * What nodes bear, by strategy. The numbers are committed as {@code overload-report.md}, so that a change of a rule shows as a
 * change of numbers; {@code -Dmandor.simulation.update} writes them anew.
 */
@TestInstance(Lifecycle.PER_CLASS)
class OverloadSimulationIT {
    private static final String REPORT = "overload-report.md";
    private static final double SECONDS = 110;
    private static final List<Integer> RATES = List.of(80, 100, 120, 140, 160, 180, 200, 240, 300);
    private static final List<Integer> UNEQUAL = List.of(300, 600, 900);
    private static final Shape STEADY = Shape.steady("steady", UNEQUAL);
    private static final List<Shape> SHAPES = List.of(
            STEADY,
            Shape.steady("equal nodes, steady", List.of(600, 600, 600)),
            STEADY.eater("280 MiB of the second node eaten, 20 MiB/s", 1, 40, 20, 280, 85),
            STEADY.eater("280 MiB of it eaten, 60 MiB/s", 1, 40, 60, 280, 85),
            STEADY.eater("450 MiB of the third eaten, 30 MiB/s", 2, 40, 30, 450, 85),
            STEADY.bursts("half as much again for 5 s of every 20", 1.5),
            STEADY.joins("the third node comes after 50 s", 50));
    private static final Map<String, Front> FRONTS = new LinkedHashMap<>();

    private record Front(SelectionPolicy policy, boolean limited) {}

    static {
        FRONTS.put("round-robin", new Front(new RoundRobin(Balancing.ROUND_ROBIN), false));
        FRONTS.put("fixed weights", new Front(new FixedWeights(List.of(28, 58, 88)), false));
        FRONTS.put("undamped", new Front(new FreeAsWeight(), false));
        FRONTS.put("memory-weighted", new Front(new MemoryWeighted(Balancing.ROUND_ROBIN, MinFree.DEFAULT), false));
        FRONTS.put("with max-conns", new Front(new MemoryWeighted(Balancing.ROUND_ROBIN, MinFree.DEFAULT), true));
    }

    private final Map<Shape, Map<String, List<Outcome>>> outcomes = new LinkedHashMap<>();

    @BeforeAll
    void simulate() {
        for (Shape shape : SHAPES) {
            Map<String, List<Outcome>> byFront = new LinkedHashMap<>();
            FRONTS.forEach((name, front) -> byFront.put(
                    name, RATES.stream().map(rate -> run(shape, front, rate)).toList()));
            outcomes.put(shape, byFront);
        }
    }

    @Test
    void sharesThatFollowMemoryBearWhatWellChosenFixedOnesDo() {
        assertThat(borne(STEADY, "memory-weighted")).isGreaterThanOrEqualTo(borne(STEADY, "fixed weights"));
        assertThat(borne(STEADY, "memory-weighted")).isGreaterThanOrEqualTo(2 * borne(STEADY, "round-robin"));
    }

    @Test
    void theyBearMoreThanFixedOnesWhereMemoryChangesOnTheWay() {
        for (Shape eater : SHAPES.subList(2, 5)) {
            assertThat(borne(eater, "memory-weighted")).as(eater.name()).isGreaterThan(borne(eater, "fixed weights"));
        }
    }

    @Test
    void theyDoNotSwing() {
        long untilItBreaks = RATES.stream()
                .filter(rate -> rate <= borne(STEADY, "memory-weighted"))
                .count();
        assertThat(outcomes.get(STEADY).get("memory-weighted").subList(0, (int) untilItBreaks))
                .allSatisfy(outcome -> assertThat(outcome.reloads()).isLessThan(10));
    }

    @Test
    void limitsSaveTheNodesFromAnyLoadThatTheyHadTimeToLearn() {
        assertThat(outcomes.get(STEADY).get("with max-conns"))
                .allSatisfy(outcome -> assertThat(outcome.kills()).isZero());
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

    private static Outcome run(Shape shape, Front front, int rate) {
        return IntStream.range(0, 3)
                .mapToObj(
                        seed -> new OverloadSimulation(shape, front.policy(), front.limited(), rate, seed).run(SECONDS))
                .reduce(Outcome::plus)
                .orElseThrow();
    }

    /** The highest rate up to which nobody was killed. */
    private int borne(Shape shape, String front) {
        int borne = 0;
        List<Outcome> byRate = outcomes.get(shape).get(front);
        for (int i = 0; i < RATES.size() && byRate.get(i).kills() == 0; i++) {
            borne = RATES.get(i);
        }
        return borne;
    }

    private String report() {
        StringBuilder report = new StringBuilder("""
                # What nodes bear, by strategy

                Three nodes of 300, 600 and 900 MiB unless said otherwise; a request takes 6 MiB for 1.2 s, so that together they hold 242 requests/s;
                heartbeats every 5 s, and ahead of time when memory moves; three runs of 110 s virtual time each. A node that runs out of memory is killed
                and back after 3 s. Each cell: kills, and in brackets the share of requests that were not answered (failed or refused) if any.
                "undamped" are weights straight from the last reading. Written by `OverloadSimulationIT`.
                """);
        outcomes.forEach((shape, byFront) -> {
            report.append("\n**").append(shape.name()).append("**\n\n| requests/s |");
            RATES.forEach(rate -> report.append(' ').append(rate).append(" |"));
            report.append("\n| --- |").append(" --- |".repeat(RATES.size())).append('\n');
            byFront.forEach((front, byRate) -> {
                report.append("| ").append(front).append(" |");
                byRate.forEach(
                        outcome -> report.append(' ').append(cell(outcome)).append(" |"));
                report.append('\n');
            });
        });
        return report.toString();
    }

    private static String cell(Outcome outcome) {
        double all = outcome.answered() + outcome.failed() + outcome.refused();
        double lost = (outcome.failed() + outcome.refused()) / all;
        return outcome.kills() + (lost == 0 ? "" : String.format(Locale.ROOT, " (%.1f %%)", 100 * lost));
    }
}
