package dev.mandor.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.LoggerContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
    private static final Logger ours = LoggerFactory.getLogger("dev.mandor.test");
    private static final Logger others = LoggerFactory.getLogger("oshi.test");

    private final PrintStream out = System.out;
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @BeforeEach
    void captureTheScreen() {
        System.setOut(new PrintStream(screen, true, UTF_8));
    }

    @AfterEach
    void silenceAgain() {
        System.setOut(out);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        new Logging.SilentUntilStarted().configure(context);
    }

    @Test
    void nothingIsLoggedBeforeTheStart() {
        ours.error("too early");

        assertThat(screen.toString(UTF_8)).isEmpty();
    }

    @Test
    void lineStandsOnTheScreenAndInTheFileOfTheDay() throws IOException {
        Path logs = directory.resolve("var/log"); // is made

        Logging.start("manager", false, logs);
        ours.info("worker1 is live");
        Logging.stop();

        String line = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  worker1 is live\n";
        assertThat(Files.readString(logs.resolve("manager.log"))).matches(line);
        assertThat(screen.toString(UTF_8)).contains("worker1 is live");
    }

    @Test
    void messageIsOneLineAndSteersNoTerminal() throws IOException {
        Logging.start("manager", false, directory);
        ours.warn("docker: {}", "no such\r\n\u001b[2Jservice\u2028\u009b\u202e '\\ %d{x} w\u00f6rter $1");
        Logging.stop();

        String line = "docker: no such???[2Jservice??? '\\ %d{x} w\u00f6rter $1\n";
        assertThat(Files.readString(directory.resolve("manager.log"))).endsWith(line);
        assertThat(screen.toString(UTF_8)).endsWith(line);
    }

    @Test
    void restartAppendsToTheFileOfTheDay() throws IOException {
        Logging.start("manager", false, directory);
        ours.info("first");
        Logging.stop();
        Logging.start("manager", false, directory);
        ours.info("second");
        Logging.stop();

        assertThat(Files.readAllLines(directory.resolve("manager.log")))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith("first"),
                        line -> assertThat(line).endsWith("second"));
    }

    @Test
    void steadyStateIsShownOnlyWhenVerboseAndLibrariesOnlyWarn() {
        Logging.start("manager", false, null);
        ours.debug("quiet debug");
        others.info("quiet info");
        others.warn("loud warning");
        Logging.stop();
        Logging.start("manager", true, null);
        ours.debug("loud debug");
        others.debug("quiet library");
        Logging.stop();

        assertThat(screen.toString(UTF_8))
                .contains("loud warning", "loud debug")
                .doesNotContain("quiet");
    }

    /** Would never return where the caller waits. */
    @Test
    @Timeout(60)
    void stuckScreenHoldsNobodyUp() {
        Semaphore working = new Semaphore(0);
        System.setOut(new PrintStream(new StuckUntil(working), true, UTF_8));
        Logging.start("manager", false, directory);

        for (int line = 0; line < 10_000; line++) {
            ours.warn("worker{} is down", line);
        }

        working.release(Integer.MAX_VALUE);
        Logging.stop();
        assertThat(directory.resolve("manager.log")).content().contains("worker0 is down");
    }

    private static final class StuckUntil extends OutputStream {
        private final Semaphore working;

        StuckUntil(Semaphore working) {
            this.working = working;
        }

        @Override
        public void write(int one) {
            working.acquireUninterruptibly();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            working.acquireUninterruptibly();
        }
    }

    @Test
    void directoryThatCannotBeMadeIsWrongUsage() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatExceptionOfType(WrongUsageException.class)
                .isThrownBy(() -> Logging.start("manager", false, file.resolve("logs")))
                .withMessageStartingWith("the log directory " + file.resolve("logs") + " cannot be made");
        assertThatExceptionOfType(WrongUsageException.class).isThrownBy(() -> Logging.start("manager", false, file));
    }

    @Test
    void fileThatCannotBeOpenedIsWrongUsage() throws IOException {
        Files.createDirectory(directory.resolve("manager.log"));

        assertThatExceptionOfType(WrongUsageException.class)
                .isThrownBy(() -> Logging.start("manager", false, directory))
                .withMessage("the log file " + directory.resolve("manager.log") + " cannot be opened");
    }
}
