package dev.mandor.manager.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessRunnerTest {
    private final ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(20));

    @Test
    void standardOutputIsReturnedAndStandardErrorIsNot() throws Exception {
        assertThat(runner.run(List.of("sh", "-c", "echo told; echo muttered >&2")))
                .isEqualTo("told\n");
    }

    @Test
    void noShellLooksAtTheArguments() throws Exception {
        assertThat(runner.run(List.of("echo", "$HOME; `id` *"))).isEqualTo("$HOME; `id` *\n");
    }

    @Test
    void programReadsNothingOnItsInput() throws Exception {
        assertThat(runner.run(List.of("cat"))).isEmpty();
    }

    @Test
    void failureTellsTheExitCodeAndTheLastWords() {
        CommandFailedException e =
                failure("sh", "-c", "echo early; echo a >&2; echo b >&2; echo the reason >&2; exit 7");

        assertThat(e.exitCode()).hasValue(7);
        assertThat(e).hasMessage("sh -c: a; b; the reason");
    }

    @Test
    void failureWithoutAWordTellsTheExitCode() {
        assertThat(failure("sh", "-c", "exit 7")).hasMessage("sh -c: exit code 7");
    }

    @Test
    void wordsMarkedAsTheErrorByNginxCountMoreThanTheLast() {
        assertThat(failure("sh", "-c", "echo '[emerg] no port' >&2; echo test failed >&2; exit 1"))
                .hasMessage("sh -c: [emerg] no port");
    }

    @Test
    void sameFailureOfAnotherNginxProcessReadsTheSame() {
        assertThat(failure("sh", "-c", "echo \"2026/11/21 21:00:00 [emerg] $$#$$: no port\" >&2; exit 1"))
                .hasMessage("sh -c: [emerg] no port");
    }

    @Test
    void programThatDoesNotExistIsOneSentence() {
        CommandFailedException e = failure("mandor-no-such-program", "ps");

        assertThat(e).hasMessage("mandor-no-such-program ps: the program is not installed");
        assertThat(e.exitCode()).isEmpty();
    }

    @Test
    void programIsKilledAtItsDeadline() {
        ProcessRunner impatient = new ProcessRunner(Duration.ofMillis(200));

        assertThatThrownBy(() -> impatient.run(List.of("sleep", "60.0201")))
                .isInstanceOf(CommandFailedException.class)
                .hasMessage("sleep 60.0201: no answer within 200 ms");
        assertGone("60.0201");
    }

    @Test
    void programIsKilledWhenItsCallerShouldEnd() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> runner.run(List.of("sleep", "60.0202"))).isInstanceOf(InterruptedException.class);
        assertGone("60.0202");
    }

    @Test
    void whatTheProgramStartedIsKilledWithIt() {
        ProcessRunner impatient = new ProcessRunner(Duration.ofMillis(300));

        assertThatThrownBy(() -> impatient.run(List.of("sh", "-c", "sleep 61.75; true")))
                .isInstanceOf(CommandFailedException.class);

        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").endsWith("sleep 61.75")))
                .allSatisfy(process ->
                        assertThat(process.onExit().get(20, TimeUnit.SECONDS)).isEqualTo(process));
    }

    @Test
    void muchOutputOnEitherSideDoesNotBlockTheProgram() throws Exception {
        String flood = "head -c 200000 /dev/zero | tr '\\0' x";

        assertThat(runner.run(List.of("sh", "-c", flood + " >&2; " + flood))).hasSize(200_000);
    }

    @Test
    void longLastWordsAreCut() {
        assertThat(failure("sh", "-c", "head -c 200000 /dev/zero | tr '\\0' x >&2; exit 1"))
                .hasMessageEndingWith("xxx...")
                .message()
                .hasSizeLessThan(400);
    }

    private CommandFailedException failure(String... command) {
        return catchThrowableOfType(CommandFailedException.class, () -> runner.run(List.of(command)));
    }

    /** A killed process takes a moment to disappear; one that was not killed would outlast the patience. */
    private static void assertGone(String argument) {
        assertThat(ProcessHandle.current()
                        .children()
                        .filter(child -> child.info().commandLine().orElse("").endsWith(argument)))
                .allSatisfy(child ->
                        assertThat(child.onExit().get(20, TimeUnit.SECONDS)).isEqualTo(child));
    }
}
