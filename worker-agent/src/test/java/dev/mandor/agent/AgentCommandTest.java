package dev.mandor.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import dev.mandor.daemon.CommandLines;
import dev.mandor.daemon.Logging;
import dev.mandor.model.Endpoint;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.HeartbeatCodec;
import dev.mandor.model.IpAddress;
import dev.mandor.model.MalformedHeartbeatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class AgentCommandTest {
    private record Run(int exitCode, String out, String err) {}

    private static final String SECRET = "bm90IGZvciBhbnlib2R5J3MgZXllcyAgICAgICAgICA=";

    @TempDir
    private Path directory;

    @AfterEach
    void silenceTheLogAgain() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        new Logging.SilentUntilStarted().configure(context);
    }

    @Test
    void helpExplainsEveryOption() {
        Run run = run("--help");
        String help = run.out();

        assertThat(run.err()).isEmpty(); // picocli complains there of a description that it cannot format

        assertThat(new CommandLine(new AgentCommand()).getCommandSpec().options())
                .allSatisfy(option -> {
                    assertThat(help).contains(option.names());
                    assertThat(option.description()).as(option.longestName()).isNotEmpty();
                });
    }

    @Test
    void optionsAreThoseOfTheContract() {
        assertThat(new CommandLine(new AgentCommand()).getCommandSpec().options())
                .extracting(OptionSpec::longestName)
                .contains("--manager", "--interval", "--name", "--advertise", "--backend-port");
    }

    @Test
    void dryRunPrintsTheJsonThatWouldBeSent() throws MalformedHeartbeatException, IOException {
        Run run = run("--manager", "127.0.0.1", "--dry-run");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).hasSize(1);
        Heartbeat heartbeat = heartbeat(run.out());
        assertThat(heartbeat.endpoint()).isEqualTo(Endpoint.parse("127.0.0.1:8080"));
        assertThat(heartbeat.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(heartbeat.node())
                .hasToString(
                        Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
    }

    @Test
    void optionsReachTheHeartbeat() throws MalformedHeartbeatException {
        Heartbeat heartbeat = heartbeat(run(
                        "--manager=127.0.0.1:7777",
                        "--interval=500ms",
                        "--name=worker1",
                        "--advertise=2001:db8::1",
                        "--backend-port=80",
                        "--health=none",
                        "--dry-run")
                .out());

        assertThat(heartbeat.node()).hasToString("worker1");
        assertThat(heartbeat.endpoint()).isEqualTo(new Endpoint(IpAddress.parse("2001:db8::1"), 80));
        assertThat(heartbeat.interval()).isEqualTo(Duration.ofMillis(500));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--manager 127.0.0.1,127.0.0.2:7777", "--manager 127.0.0.1 --manager 127.0.0.2"})
    void managerMayBeRepeatedOrSeparatedByCommas(String managers) {
        assertThat(run((managers + " --dry-run").split(" ", -1)).out().lines()).hasSize(2);
    }

    @Test
    void keyFileSignsWhatIsSent() throws IOException {
        Run run = run("--manager=127.0.0.1", "--name=worker1", "--dry-run", "--key-file=" + keyFile("rw-------"));

        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).hasSize(2).last().asString().matches("hmac-sha256 k1 [0-9a-f]{64}");
    }

    @Test
    void keyFileThatOthersMayReadIsRefusedWithoutShowingIt() throws IOException {
        Path file = keyFile("rw-r--r--");
        Run run = run(Map.of("MANDOR_KEY_FILE", file.toString()), "--manager=127.0.0.1", "--name=worker1");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("worker-agent: the key file " + file + " is not used: others may read or change it")
                .doesNotContain(SECRET);
    }

    private Path keyFile(String mode) throws IOException {
        Path file = directory.resolve("worker-agent.key");
        Files.writeString(file, "k1 worker1 " + SECRET + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void everythingCanBeSetInTheEnvironment() throws MalformedHeartbeatException {
        Run run = run(Map.of(
                "MANDOR_MANAGER", "127.0.0.1, 127.0.0.2",
                "MANDOR_NAME", "worker1",
                "MANDOR_ADVERTISE", "",
                "MANDOR_BACKEND_PORT", "80, 81",
                "MANDOR_INTERVAL", "1m",
                "MANDOR_DRY_RUN", "true"));

        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).hasSize(2);
        Heartbeat heartbeat = heartbeat(run.out().lines().findFirst().orElseThrow());
        assertThat(heartbeat.node()).hasToString("worker1");
        assertThat(heartbeat.endpoint().port()).isEqualTo(80);
        assertThat(heartbeat.interval()).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--interval=5 | Missing required option: '--manager",
                "--manager= | expected HOST or HOST:PORT",
                "--manager=http://manager | expected HOST or HOST:PORT",
                "--manager=manager:65536 | a port is a number from 1 to 65535, not 65536",
                "--manager=127.0.0.1 --interval=99ms | --interval must be from 100ms to 1h, not 99 ms",
                "--manager=127.0.0.1 --interval=3601s | --interval must be from 100ms to 1h",
                "--manager=127.0.0.1 --interval=0 | expected a duration above zero",
                "--manager=127.0.0.1 --name=a;b | a node name is",
                "--manager=127.0.0.1 --advertise=localhost | not an IP address literal",
                "--manager=127.0.0.1 --advertise=0.0.0.0 | is not the address of a host",
                "--manager=127.0.0.1 --backend-port=0 | Invalid value for option '--backend-port' (PORT): '0': a port is a number from 1 to 65535",
                "--manager=127.0.0.1 --backend-port=65536 | '65536': a port is a number from 1 to 65535",
                "--manager=127.0.0.1 --backend-port=80,http | 'http': a port is a number from 1 to 65535",
                "--manager=127.0.0.1 --backend-port=80,,81 | '': a port is a number from 1 to 65535",
                "--manager=127.0.0.1 --backend-port=80,81,80 | --backend-port: port 80 is given twice",
                "--manager=127.0.0.1 --backend-port=80 --backend-port=80 | --backend-port: port 80 is given twice",
                "--manager=127.0.0.1 --backend-port=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18"
                        + " | --backend-port: at most 17 ports, not 18",
                "--manager=127.0.0.1 --log-dir=/dev/null/logs --once | the log directory /dev/null/logs cannot be made",
                "--manager=127.0.0.1 --health=ftp://x | Invalid value for option '--health': 'ftp://x': expected tcp, tcp://",
                "--manager=127.0.0.1 --memory-source=swap | expected one of [HOST, CGROUP] (case-insensitive) but was 'swap'",
                "--manager=127.0.0.1 --fast --interval=99ms | --interval must be from 100ms to 1h, not 99 ms",
                "--manager=127.0.0.1 --http=localhost | expected ADDRESS[:PORT] such as 127.0.0.1:9798, or off",
                "--manager=127.0.0.1 stray | Unmatched argument",
                "--manager=127.0.0.1 --nonsense | Unknown option",
            })
    void wrongUsageIsOneSentenceAndExitCode2(String args, String sentence) {
        Run run = run(args.split(" ", -1));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("worker-agent: ").contains(sentence).endsWith("Try 'worker-agent --help'.\n");
        assertThat(run.err().lines()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"100ms", "1h"})
    void shortestAndLongestIntervalAreAccepted(String interval) {
        assertThat(run("--manager=127.0.0.1", "--dry-run", "--interval", interval)
                        .exitCode())
                .isZero();
    }

    @Test
    void onceSendsOneHeartbeatAndEnds() throws IOException, MalformedHeartbeatException {
        try (DatagramSocket manager = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            manager.setSoTimeout(5_000);

            Run run = run("--manager=127.0.0.1:" + manager.getLocalPort(), "--name=worker1", "--once");

            assertThat(run.exitCode()).isZero();
            DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
            manager.receive(packet);
            Heartbeat heartbeat = HeartbeatCodec.decode(packet.getData(), packet.getLength());
            assertThat(heartbeat.node()).hasToString("worker1");
            assertThat(heartbeat.seq()).isEqualTo(1);
        }
    }

    @Test
    void onceFailsUnlessEveryManagerCouldBeSentTo() {
        String nowhere = "x".repeat(64) + ".invalid";

        Run run = run("--manager", "127.0.0.1," + nowhere, "--once");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("manager " + nowhere + ":9999 cannot be reached: the name does not resolve");
    }

    @Test
    void fastReportsEveryHalfSecondUnlessTheIntervalIsGiven() throws MalformedHeartbeatException {
        assertThat(heartbeat(run("--manager=127.0.0.1", "--fast", "--dry-run").out())
                        .interval())
                .isEqualTo(Duration.ofMillis(500));
        assertThat(heartbeat(run("--manager=127.0.0.1", "--fast", "--interval=2", "--dry-run")
                                .out())
                        .interval())
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(heartbeat(run(
                                        Map.of("MANDOR_FAST", "true", "MANDOR_INTERVAL", "3"),
                                        "--manager=127.0.0.1",
                                        "--dry-run")
                                .out())
                        .interval())
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void singleHeartbeatKnowsWhetherTheWebServiceAnswers() throws IOException, MalformedHeartbeatException {
        String port;
        try (ServerSocket service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = "--backend-port=" + service.getLocalPort();
            assertThat(heartbeat(run("--manager=127.0.0.1", port, "--dry-run").out())
                            .healthy())
                    .isTrue();
        }
        assertThat(heartbeat(run("--manager=127.0.0.1", port, "--dry-run").out())
                        .healthy())
                .isFalse();
        assertThat(heartbeat(run("--manager=127.0.0.1", port, "--dry-run", "--health=none")
                                .out())
                        .healthy())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--backend-port=%d,%d", "--backend-port=%d --backend-port=%d"})
    void furtherPortsAreLookedAtAndReported(String option) throws IOException, MalformedHeartbeatException {
        int open;
        String ports;
        try (ServerSocket service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            open = service.getLocalPort();
            ports = option.formatted(1, open);

            assertThat(dryRun(ports).otherPorts()).isEqualTo(Map.of(open, true));
            assertThat(dryRun(ports).endpoint().port()).isEqualTo(1);
            assertThat(dryRun(ports).healthy()).isFalse();
        }
        assertThat(dryRun(ports).otherPorts()).isEqualTo(Map.of(open, false));
        assertThat(dryRun(ports + " --health=none").otherPorts()).isEqualTo(Map.of(open, true));
        assertThat(dryRun(ports + " --health=http://127.0.0.1:1/").otherPorts()).isEqualTo(Map.of(open, false));
    }

    @Test
    void seventeenPortsAreReported() throws MalformedHeartbeatException {
        Heartbeat heartbeat = dryRun("--health=none --backend-port=17,16,15,14,13,12,11,10,9,8,7,6,5,4,3,2,1");

        assertThat(heartbeat.endpoint().port()).isEqualTo(17);
        assertThat(heartbeat.otherPorts()).hasSize(16);
    }

    @Test
    void singleHeartbeatNeverLeaves() throws IOException, MalformedHeartbeatException {
        Path file = Files.createFile(directory.resolve("drain"));

        assertThat(heartbeat(run("--manager=127.0.0.1", "--drain-file=" + file, "--dry-run")
                                .out())
                        .leaving())
                .isFalse();
    }

    @Test
    void drainAndUndrainSayWhatHappened() {
        Path file = directory.resolve("drain");
        String option = "--drain-file=" + file;

        assertThat(run("drain", option)).isEqualTo(new Run(0, "drained: " + file + " was made\n", ""));
        assertThat(run("drain", option)).isEqualTo(new Run(0, "drained already: " + file + " exists\n", ""));
        assertThat(file).exists();
        assertThat(run(option, "undrain")).isEqualTo(new Run(0, "back in service: " + file + " was removed\n", ""));
        assertThat(run("undrain", option)).isEqualTo(new Run(0, "not drained: " + file + " does not exist\n", ""));
        assertThat(file).doesNotExist();
    }

    @Test
    void drainReadsTheEnvironmentOfTheAgent() {
        Path file = directory.resolve("drain");

        Run run = run(Map.of("MANDOR_DRAIN_FILE", file.toString(), "MANDOR_MANAGER", "127.0.0.1"), "drain");

        assertThat(run.exitCode()).isZero();
        assertThat(file).exists();
    }

    @Test
    void httpPortThatIsTakenEndsWithOneSinceItWasAskedFor() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Run run = run("--manager=127.0.0.1", "--health=none", "--http=127.0.0.1:" + port);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("worker-agent: cannot listen for HTTP on 127.0.0.1:" + port + ": Address already in use;"
                            + " choose another with --http, or off\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain", "undrain"})
    void drainNeedsToKnowItsFile(String word) {
        Run run = run(word);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("name the drain file: --drain-file FILE");
    }

    @Test
    void drainFileThatCannotBeMadeIsAFailure() {
        Run run = run("drain", "--drain-file=/dev/null/drain");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("the drain file /dev/null/drain cannot be made: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain", "undrain"})
    void helpOfDrainIsShown(String word) {
        Run run = run(word, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("--drain-file");
    }

    private static Heartbeat heartbeat(String json) throws MalformedHeartbeatException {
        byte[] bytes = json.strip().getBytes(UTF_8);
        return HeartbeatCodec.decode(bytes, bytes.length);
    }

    private static Heartbeat dryRun(String args) throws MalformedHeartbeatException {
        return heartbeat(
                run(("--manager=127.0.0.1 --dry-run " + args).split(" ", -1)).out());
    }

    private static Run run(String... args) {
        return run(Map.of(), args);
    }

    private static Run run(Map<String, String> environment, String... args) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream capturedOut = new ByteArrayOutputStream();
        ByteArrayOutputStream capturedErr = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(capturedOut, true, UTF_8));
            System.setErr(new PrintStream(capturedErr, true, UTF_8));
            int exitCode = CommandLines.run(new AgentCommand(), AgentCommand.PARSERS, environment, args);
            Logging.stop();
            return new Run(exitCode, capturedOut.toString(UTF_8), capturedErr.toString(UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
