package dev.mandor.manager.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class DoctorTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Finding FINE = Finding.ok("fine");
    private static final Finding ODD = Finding.warn("odd", "look");
    private static final Finding BAD = Finding.fail("bad", "repair");

    @Test
    void findingsComeInTheOrderOfTheChecksWhicheverEndsFirst() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        List<Finding> told = new ArrayList<>();

        List<Finding> findings = new Doctor(LONG)
                .examine(
                        List.of(
                                new Check("a", tell -> {
                                    second.await();
                                    tell.accept(FINE);
                                }),
                                new Check("b", tell -> {
                                    tell.accept(ODD);
                                    second.countDown();
                                })),
                        told::add);

        assertThat(findings).containsExactly(FINE, ODD).isEqualTo(told);
    }

    @Test
    void checkThatFailsOrHasAFaultKeepsNoOther() throws Exception {
        List<Finding> findings = examine(
                LONG,
                new Check("a", tell -> {
                    tell.accept(FINE);
                    throw new IOException("no disk");
                }),
                new Check("b", tell -> {
                    throw new IllegalStateException("oops");
                }),
                new Check("c", tell -> tell.accept(ODD)));

        assertThat(findings)
                .extracting(Finding::sentence)
                .containsExactly(
                        "fine",
                        "a: no disk",
                        "b: the check itself met a fault, java.lang.IllegalStateException: oops",
                        "odd");
    }

    @Test
    void checkThatHangsKeepsNoOtherAndWhatItToldStays() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        List<Finding> findings = examine(Duration.ofMillis(50), new Check("a", tell -> {
            tell.accept(FINE);
            never.await();
        }));

        assertThat(findings).extracting(Finding::sentence).containsExactly("fine", "a: no end within 50 ms");
    }

    @Test
    void remedyIsForWhatIsNotWell() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Finding(Verdict.FAIL, "bad", Optional.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Finding(Verdict.OK, "fine", Optional.of("x")));
    }

    @Test
    void whatProgramsSayCannotSteerATerminal() {
        assertThat(Finding.fail("a\u001b[2Jb\nOK    c", "d\re")).isEqualTo(Finding.fail("a?[2Jb?OK    c", "d?e"));
    }

    @Test
    void linesAreAlignedAndTheRemedyStandsBelow() {
        assertThat(Report.text(FINE, Ansi.OFF)).isEqualTo("OK    fine");
        assertThat(Report.text(BAD, Ansi.OFF)).isEqualTo("FAIL  bad" + System.lineSeparator() + "      -> repair");
    }

    @Test
    void onlyTheVerdictIsColoured() {
        assertThat(Report.text(Finding.ok("@|red not markup|@"), Ansi.ON))
                .isEqualTo("\u001b[32mOK\u001b[39m\u001b[0m    @|red not markup|@");
    }

    @Test
    void onlyAFailureIsOne() {
        assertThat(Report.exitCode(List.of())).isZero();
        assertThat(Report.exitCode(List.of(FINE, ODD))).isZero();
        assertThat(Report.exitCode(List.of(BAD, ODD))).isEqualTo(1);
        assertThat(Report.sum(List.of(BAD, ODD, FINE, FINE))).isEqualTo("2 OK, 1 WARN, 1 FAIL");
    }

    @Test
    void jsonHasTheWorstVerdictAndEachFinding() {
        assertThat(Report.json(List.of(FINE, ODD)))
                .isEqualTo("{\"verdict\":\"warn\",\"findings\":[{\"verdict\":\"ok\",\"sentence\":\"fine\"},"
                        + "{\"verdict\":\"warn\",\"sentence\":\"odd\",\"remedy\":\"look\"}]}");
    }

    private static List<Finding> examine(Duration deadline, Check... checks) throws InterruptedException {
        return new Doctor(deadline).examine(List.of(checks), finding -> {});
    }
}
