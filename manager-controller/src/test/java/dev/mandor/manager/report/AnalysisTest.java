package dev.mandor.manager.report;

import static dev.mandor.manager.report.Logged.START;
import static dev.mandor.manager.report.Logged.line;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AnalysisTest {
    private static final String ONE = "10.0.0.1:8080";
    private static final String TWO = "10.0.0.2:8080";

    private final Analysis analysis = new Analysis();

    @Test
    void requestCountsForTheLastWhoWasAskedAndThoseBeforePassedItOn() {
        analysis.add(line(0, 200, 101, ONE + ", " + TWO, "-, 0.001"));
        analysis.add(line(1, 502, 3, ONE, "0.003"));
        analysis.add(line(2, 503, 0, "", ""));

        Report report = analysis.end();

        assertThat(report.servers()).containsExactly(ONE, TWO, Analysis.NGINX_ITSELF);
        ServerFigures one = report.byServer().get(ONE);
        assertThat(one.answered().requests()).isEqualTo(1);
        assertThat(one.answered().failed()).isEqualTo(1);
        assertThat(one.passedOn()).isEqualTo(1);
        assertThat(one.connectTimes().total()).isEqualTo(1);
        assertThat(report.byServer().get(TWO).answered().times().max()).isEqualTo(101);
        assertThat(report.all().requests()).isEqualTo(3);
        assertThat(report.all().retried()).isEqualTo(1);
        assertThat(report.all().failed()).isEqualTo(2);
    }

    @Test
    void linesThatAreNotOursAreCountedAndTheFirstIsNamed() {
        analysis.add(line(0, 1, ONE));
        analysis.add("");
        analysis.add("10.0.0.9 - bob [21/Nov/2026:19:35:11 +0000] \"GET / HTTP/1.1\" 200 612");
        analysis.add("{\"time\":");

        assertThat(analysis.end().reading()).isEqualTo(new Report.Reading(4, 2, 3, 1, 0, 0));
    }

    @Test
    void switchIsAtTheFirstOfThirtyRequestsInARow() {
        steady(ONE, 0, 30_000, 4);
        steady(TWO, 30_000, 60_000, 8);

        assertThat(analysis.end().switches()).singleElement().satisfies(one -> {
            assertThat(one.epochMillis()).isEqualTo(START + 30_000);
            assertThat(one.from()).isEqualTo(ONE);
            assertThat(one.to()).isEqualTo(TWO);
            assertThat(one.before().orElseThrow().requests()).isEqualTo(300);
            assertThat(one.before().orElseThrow().times().percentile(99)).isEqualTo(4);
            assertThat(one.after().requests()).isEqualTo(300);
            assertThat(one.after().times().percentile(99)).isEqualTo(8);
        });
    }

    @Test
    void figuresGoThirtySecondsBackAndForthAndNoFurther() {
        steady(ONE, 0, 60_000, 4);
        steady(TWO, 60_000, 120_000, 8);

        Switch one = analysis.end().switches().get(0);

        assertThat(one.before().orElseThrow().requests()).isEqualTo(300);
        assertThat(one.after().requests()).isEqualTo(300);
    }

    @Test
    void switchesBeyondThoseThatAreKeptAreCounted() {
        for (int turn = 0; turn <= 203; turn++) {
            steady(turn % 2 == 0 ? ONE : TWO, turn * 5000L, (turn + 1) * 5000L, 1);
        }

        Report report = analysis.end();

        assertThat(report.switches()).hasSize(200);
        assertThat(report.reading().unlistedSwitches()).isEqualTo(3);
    }

    @Test
    void twentyNineInARowAreNoSwitch() {
        steady(ONE, 0, 10_000, 1);
        steady(TWO, 10_000, 12_900, 1);
        steady(ONE, 12_900, 20_000, 1);
        assertThat(analysis.end().switches()).isEmpty();
    }

    @Test
    void sharedLoadIsNoSwitch() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            analysis.add(line(i * 10L, 1, random.nextBoolean() ? ONE : TWO));
        }

        assertThat(analysis.end().switches()).isEmpty();
    }

    @Test
    void whereRequestsComeSeldomTheFiguresBeforeAreNotKnown() {
        for (int i = 0; i < 80; i++) {
            analysis.add(line(i * 10_000L, 1, i < 40 ? ONE : TWO));
        }

        assertThat(analysis.end().switches())
                .singleElement()
                .satisfies(one -> assertThat(one.before()).isEmpty());
    }

    @Test
    void longLogHasWiderSlotsAndLosesNothing() {
        Timeline timeline = new Timeline();
        for (long second = 0; second < 100_000; second++) {
            assertThat(timeline.add(
                            ONE, LogLine.parse(line(second * 1000, 1, ONE)).orElseThrow()))
                    .isTrue();
        }

        assertThat(timeline.widthMillis()).isEqualTo(256_000);
        assertThat(timeline.used()).isEqualTo(391).isLessThanOrEqualTo(Timeline.SLOTS);
        long sum = 0;
        for (int slot = 0; slot < timeline.used(); slot++) {
            sum += timeline.at(ONE, slot).requests();
        }
        assertThat(sum).isEqualTo(100_000);
    }

    @Test
    void lastSecondThatFitsDoublesNothing() {
        analysis.add(line(0, 1, ONE));
        analysis.add(line(Timeline.SLOTS * 1000L - 1, 1, ONE));
        assertThat(analysis.end().timeline().widthMillis()).isEqualTo(1000);

        analysis.add(line(Timeline.SLOTS * 1000L, 1, ONE));
        assertThat(analysis.end().timeline().widthMillis()).isEqualTo(2000);
    }

    @Test
    void requestBeforeTheFirstCountsButIsInNoChart() {
        analysis.add(line(0, 1, ONE));
        analysis.add(line(-1, 1, ONE));

        Report report = analysis.end();

        assertThat(report.all().requests()).isEqualTo(2);
        assertThat(report.reading().outOfOrder()).isEqualTo(1);
        assertThat(report.timeline().at(ONE, 0).requests()).isEqualTo(1);
    }

    @Test
    void serversBeyondThoseThatAreToldApartShareOneLine() {
        for (int i = 0; i < Analysis.MOST + 5; i++) {
            analysis.add(line(i, 1, "10.0.0." + (i + 1) + ":8080"));
        }

        Report report = analysis.end();

        assertThat(report.servers()).hasSize(Analysis.MOST + 1).endsWith(Analysis.OTHERS);
        assertThat(report.byServer().get(Analysis.OTHERS).answered().requests()).isEqualTo(5);
    }

    /** Ten requests a second. */
    private void steady(String server, long from, long to, long took) {
        for (long millis = from; millis < to; millis += 100) {
            analysis.add(line(millis, took, server));
        }
    }
}
