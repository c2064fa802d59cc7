package dev.mandor.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.daemon.CommandLines;
import dev.mandor.manager.http.StatusServer;
import dev.mandor.manager.view.Refusal;
import dev.mandor.manager.view.TestViews;
import dev.mandor.model.HeartbeatCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How {@code manager check} ends, and what its user reads; with an nginx that is a harmless program. */
@ExtendWith(QuietLog.class)
class CheckCommandTest {
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --port 0                              | --port must be from 1 to 65535, not 0
                    --listen 65536                        | --listen must be from 1 to 65535, not 65536
                    --listen-seconds -1                   | --listen-seconds must be from 0 to 3600, not -1
                    --listen-seconds 3601                 | --listen-seconds must be from 0 to 3600, not 3601
                    --max-age 999ms                       | --max-age must be from 1s to 24h, not 999 ms
                    --nginx-service a --nginx-container b | only one of --nginx-service, --nginx-container
                    --config-path x.conf                  | --config-path must be an absolute path
                    --tolerance 5                         | Unknown option
                    """)
    void wrongUsageEndsWithTwoAndOneSentence(String arguments, String sentence) {
        assertThat(run(arguments.split(" ", -1))).isEqualTo(2);

        assertThat(text(err)).startsWith("manager check: ").contains(sentence);
        assertThat(text(out)).isEmpty();
    }

    @Test
    void warningsEndWithZero() throws Exception {
        assertThat(check("echo '# configuration file " + file() + ":'", "--json"))
                .isZero();

        assertThat(text(out))
                .startsWith("{\"verdict\":\"warn\",\"findings\":[{")
                .contains("not authenticated");
        assertThat(text(err)).isEmpty();
    }

    @Test
    void failureEndsWithOneAndSaysWhatHelps() throws Exception {
        assertThat(check("exit 1")).isEqualTo(1);

        assertThat(text(out))
                .contains("FAIL  nginx's configuration test: exit code 1" + System.lineSeparator()
                        + "      -> repair that file: nginx refuses")
                .contains("WARN  heartbeats are not authenticated")
                .contains("OK    the fallback ");
    }

    @Test
    void busyPortIsToldAndTakenFromNobody() throws Exception {
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            run("--bind", "127.0.0.1", "--port", Integer.toString(other.getLocalPort()), "--nginx-local", file());

            assertThat(text(out)).contains("UDP port " + other.getLocalPort() + " is in use by ");
        }
    }

    @Test
    void addressThatIsNotOursIsToldWithTheInterfaces() {
        assertThat(run("--bind", "192.0.2.77", "--nginx-local", file())).isEqualTo(1);

        assertThat(text(out)).contains("FAIL  no interface of this machine has the address 192.0.2.77; there is ");
    }

    @Test
    void keyFileThatCannotBeUsedIsAFailureAndNoWrongUsage() {
        assertThat(run(
                        "--key-file",
                        "/nowhere/keys",
                        "--nginx-local",
                        file(),
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        "29999"))
                .isEqualTo(1);

        assertThat(text(out)).contains("FAIL  the key file /nowhere/keys is not used: there is no such file");
    }

    @Test
    void managerThatRunsIsAskedWhatItHearsAndRefuses() throws Exception {
        TestViews manager = new TestViews();
        manager.applied();
        manager.refused(new Refusal(
                "10.0.0.2", Optional.of("worker2"), "wrong_time", "its clock is 61 s ahead of ours", "set it", 9, 3));
        manager.tick(TestViews.NOW.plusSeconds(60), TestNodes.snapshot(TestNodes.live("worker1", 400)));
        try (StatusServer server =
                StatusServer.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), manager.view())) {
            server.start();

            assertThat(check("exit 0", "--http", "127.0.0.1:" + server.address().getPort()))
                    .isOne();
        }

        assertThat(text(out))
                .contains("OK    a manager runs and answers at http://127.0.0.1:")
                .contains("OK    the running manager: serving: ")
                .contains("FAIL  heartbeats of worker2 (10.0.0.2) are refused: its clock is 61 s ahead of ours"
                        + System.lineSeparator() + "      -> set it")
                .doesNotContain("is free");
    }

    @Test
    void datagramIsHeardAsTheManagerWouldBelieveIt() throws Exception {
        Admission open = new Admission(Optional.empty(), new AddressRule(List.of(), false), Duration.ofMinutes(1));
        byte[] bytes = HeartbeatCodec.encode(TestNodes.heartbeat("worker1", 1, 1));

        assertThat(HeartbeatCheck.heard(arrival(bytes, "10.0.0.1"), open).refusal())
                .isEmpty();
        assertThat(HeartbeatCheck.heard(arrival(bytes, "10.0.0.2"), open)).satisfies(heard -> {
            assertThat(heard.refusal())
                    .hasValueSatisfying(why -> assertThat(why).contains("see --allow"));
            assertThat(heard.heartbeat()).isPresent();
            assertThat(heard.clockAhead()).isEqualTo(Duration.ofSeconds(-3));
            assertThat(heard.signed()).isFalse();
        });
        assertThat(HeartbeatCheck.heard(arrival(new byte[] {'x'}, "10.0.0.2"), open)
                        .heartbeat())
                .isEmpty();
    }

    private static Arrival arrival(byte[] bytes, String sender) throws Exception {
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length, InetAddress.getByName(sender), 1);
        return new Arrival(packet, 0, Instant.EPOCH.plusSeconds(3));
    }

    /** All but the nginx and the keys as they should be. */
    private int check(String nginx, String... more) throws Exception {
        Path program = Files.writeString(folder.resolve("nginx"), nginx);
        try (ServerSocket fallback = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<String> arguments = new ArrayList<>(List.of(
                    "--bind",
                    "127.0.0.1",
                    "--port",
                    freePort(),
                    "--fallback",
                    "127.0.0.1:" + fallback.getLocalPort(),
                    "--nginx-local",
                    file(),
                    "--nginx-command",
                    "sh " + program,
                    "--state-dir",
                    folder.toString()));
            arguments.addAll(List.of(more));
            return run(arguments.toArray(String[]::new));
        }
    }

    private static String freePort() throws IOException {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return Integer.toString(free.getLocalPort());
        }
    }

    private String file() {
        return folder.resolve("loadbalancer.conf").toString();
    }

    private static int run(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "check";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return CommandLines.run(
                new ManagerCommand(), ManagerCommand.PARSERS, Map.of("MANDOR_LISTEN_SECONDS", "0"), all);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
