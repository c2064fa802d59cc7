package dev.mandor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class CommandLinesTest {
    private final Greeter greeter = new Greeter();

    @Test
    void commandThatEndsAsAskedHasExitCode0() {
        Run run = run(Map.of(), "--backend-port", "80");

        assertThat(run).isEqualTo(new Run(0, "", ""));
        assertThat(greeter.port).isEqualTo(80);
    }

    @Test
    void exitCodeOfTheCommandIsKept() {
        greeter.ending = () -> 1;

        assertThat(run(Map.of())).isEqualTo(new Run(1, "", ""));
    }

    @Test
    void failureIsOneSentenceAndExitCode1() {
        greeter.ending = () -> {
            throw new IOException("no route leads there");
        };

        assertThat(run(Map.of())).isEqualTo(new Run(1, "", "greeter: no route leads there\n"));
    }

    @Test
    void sentenceThatQuotesTheUserIsOneLineAndSteersNoTerminal() {
        assertThat(run(Map.of(), "--backend-port", "8\n\u001b[2J0").err())
                .contains("'8??[2J0'")
                .hasLineCount(2);
    }

    @Test
    void failureWithoutAMessageIsNamed() {
        greeter.ending = () -> {
            throw new IOException();
        };

        assertThat(run(Map.of())).isEqualTo(new Run(1, "", "greeter: java.io.IOException\n"));
    }

    @Test
    void wrongUsageFoundByTheCommandHasExitCode2() {
        greeter.ending = () -> {
            throw new WrongUsageException("--a and --b exclude each other");
        };

        assertThat(run(Map.of()))
                .isEqualTo(new Run(2, "", "greeter: --a and --b exclude each other\nTry 'greeter --help'.\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nonsense", "stray", "--backend-port", "--backend-port=http", "--wait=never", "--wait=0"})
    void wrongUsageIsOneSentenceAndExitCode2(String arg) {
        Run run = run(Map.of(), arg);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(2).first().asString().startsWith("greeter: ");
        assertThat(run.err()).endsWith("Try 'greeter --help'.\n").doesNotContain("MANDOR_");
    }

    @Test
    void valueThatAParserRefusesIsShownWithTheParsersSentence() {
        assertThat(run(Map.of(), "--wait", "never").err())
                .contains("--wait")
                .contains("'never': expected a duration above zero such as 30, 30s, 500ms or 5m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version"})
    void askingForHelpRunsNothing(String arg) {
        greeter.ending = () -> {
            throw new AssertionError("was run");
        };

        Run run = run(Map.of(), arg);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("greeter");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void environmentIsReadWhereTheCommandLineIsSilent() {
        run(Map.of("MANDOR_BACKEND_PORT", "81", "MANDOR_WAIT", " 5m ", "MANDOR_NAME", "a, b", "MANDOR_LOUD", "true"));

        assertThat(greeter.port).isEqualTo(81);
        assertThat(greeter.wait).isEqualTo(Duration.ofMinutes(5));
        assertThat(greeter.names).containsExactly("a", " b");
        assertThat(greeter.loud).isTrue();
    }

    @Test
    void commandLineWinsOverTheEnvironment() {
        run(Map.of("MANDOR_BACKEND_PORT", "81", "MANDOR_NAME", "a,b"), "--backend-port", "82", "--name", "c");

        assertThat(greeter.port).isEqualTo(82);
        assertThat(greeter.names).containsExactly("c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void emptyVariableCountsAsNotSet(String empty) {
        Run run = run(Map.of("MANDOR_BACKEND_PORT", empty, "MANDOR_NAME", empty, "MANDOR_LOUD", empty));

        assertThat(run.exitCode()).isZero();
        assertThat(greeter.port).isEqualTo(8080);
        assertThat(greeter.names).isNull();
        assertThat(greeter.loud).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MANDOR_HELP", "MANDOR_VERSION", "BACKEND_PORT", "mandor_backend_port", "MANDOR_PORT"})
    void otherVariablesMeanNothing(String variable) {
        assertThat(run(Map.of(variable, "true"))).isEqualTo(new Run(0, "", ""));
    }

    @Test
    void flagGivenInBothPlacesIsGiven() {
        run(Map.of("MANDOR_LOUD", "true"), "--loud");

        assertThat(greeter.loud).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--version"})
    void helpComesAlsoWhereAVariableIsWrong(String option) {
        assertThat(run(Map.of("MANDOR_BACKEND_PORT", "http"), option).exitCode())
                .isZero();
    }

    @Test
    void wrongValueInTheEnvironmentNamesTheVariable() {
        Run run = run(Map.of("MANDOR_BACKEND_PORT", "http"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'http'").contains("(from the environment variable MANDOR_BACKEND_PORT)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--backend-port=ftp", "--backend-port ftp"})
    void wrongValueOnTheCommandLineBlamesNoVariable(String args) {
        Run run = run(Map.of("MANDOR_BACKEND_PORT", "80"), args.split(" ", -1));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("'ftp'").doesNotContain("MANDOR_");
    }

    private Run run(Map<String, String> environment, String... args) {
        return Run.of(greeter, environment, args);
    }

    @Command(name = "greeter", mixinStandardHelpOptions = true, versionProvider = Version.class)
    static final class Greeter implements Callable<Integer> {
        @Option(names = "--backend-port", defaultValue = "8080")
        int port;

        @Option(names = "--wait")
        Duration wait;

        @Option(
                names = {"-n", "--name"},
                split = ",")
        List<String> names;

        @Option(names = "--loud")
        boolean loud;

        Callable<Integer> ending = () -> 0;

        @Override
        public Integer call() throws Exception {
            return ending.call();
        }
    }
}
