package dev.mandor.manager;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.mandor.auth.HeartbeatKey;
import dev.mandor.daemon.CommandLines;
import dev.mandor.model.NodeName;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whatever does not start the manager: how it ends, and what the user reads. */
@ExtendWith(QuietLog.class)
class ManagerCommandTest {
    /** Not ours: a manager that should have refused an option and did not cannot start, and drive a real nginx. */
    private static final String NOBODYS_ADDRESS = "192.0.2.77";

    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(realOut);
        System.setErr(realErr);
        LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
        logging.getLogger(Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
        logging.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
        logging.getLogger("dev.mandor").setLevel(null);
    }

    @Test
    void helpEndsWithZeroAndNamesEveryOptionOfTheContract() {
        assertThat(run("--help")).isZero();

        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--tolerance", "--interval", "--bind", "--port", "--fallback", "--strategy", "--threshold")
                .contains("--nginx-service", "--nginx-container", "--nginx-local", "--config-path", "--listen")
                .contains("--min-free", "--score", "--sticky", "--service");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --tolerance 5 --interval 3             | --tolerance 5 s is too short for --interval 3 s
                    --tolerance 5999ms --interval 3        | is too short for --interval 3 s
                    --tolerance 9 --heartbeat-interval 5   | --tolerance 9 s is too short for --heartbeat-interval 5 s
                    --interval 49ms                        | --interval must be at least 50ms, not 49 ms
                    --tolerance 0                          | expected a duration above zero
                    --strategy fastest                     | no such strategy; there is max-free-memory
                    --threshold 101%                       | '101%': a threshold is
                    --fallback manager:8080                | 'manager:8080': not an IP address literal
                    --port 0                               | --port must be from 1 to 65535, not 0
                    --listen 65536                         | --listen must be from 1 to 65535, not 65536
                    --connect-timeout 9ms                  | --connect-timeout must be from 10ms to 10s, not 9 ms
                    --connect-timeout 10001ms              | --connect-timeout must be from 10ms to 10s, not 10
                    --config-path conf.d/x.conf            | --config-path must be an absolute path
                    --config-path /etc/nginx/x.conf;reboot | --config-path must be an absolute path
                    --access-log access.log                | 'access.log': expected off or an absolute path
                    --access-log /var/log/x;reboot         | '/var/log/x;reboot': expected off or an absolute path
                    --access-log /var/log/                 | '/var/log/': expected off or an absolute path
                    --traffic localhost:9998               | 'localhost:9998': expected ADDRESS:PORT such as
                    --traffic 127.0.0.1:0                  | '127.0.0.1:0': expected ADDRESS:PORT such as
                    --traffic 10.0.0.1:9998,tag=x;         | '10.0.0.1:9998,tag=x;': expected ADDRESS:PORT such as
                    --nginx-service a --nginx-container b  | only one of --nginx-service, --nginx-container, --nginx-local and
                    --nginx-service a --nginx-local /b     | only one of --nginx-service, --nginx-container, --nginx-local and
                    --nginx-local /b --nginx-shared /c --fallback 10.0.0.1:80 | only one of --nginx-service, --nginx-container,
                    --nginx-shared /tmp/x.conf             | --nginx-shared needs --fallback: without Docker
                    --nginx-shared /tmp/x.conf --fallback 10.0.0.1:80 --max-conns auto | --max-conns auto cannot be had with --nginx-shared
                    --apply-timeout 4s | --apply-timeout must be from 5s to 10m, not 4 s
                    --apply-timeout 11m | --apply-timeout must be from 5s to 10m, not 11 min
                    --nginx-shared /tmp/x.conf --fallback 10.0.0.1:80 --nginx-command ngx | --nginx-command is to be told to mandor-follow
                    --nginx-shared /no/such/x.conf --fallback 10.0.0.1:80 | --nginx-shared /no/such/x.conf: there is no folder /no/such
                    --service api                          | 'api': expected NAME=PORT or NAME=PORT@HOST
                    --service api=65536                    | 'api=65536': a port is a number from 1 to 65535
                    --service Api=9000                     | 'Api=9000': a service's name is
                    --service api=9000@a_b                 | 'api=9000@a_b': a host is a name such as
                    --service web=8080,api=9000            | --service: api and web both have no host name
                    --service a=1@x.org --service b=2@X.org | --service: a and b both want the host x.org
                    --service web=8080,web=9000@x.org      | --service: there is a service web already
                    --bind localhost                       | 'localhost': not an IP address literal
                    --min-free 101%                        | '101%': a threshold is an amount of memory
                    --min-free little                      | 'little': expected an amount such as 64MiB
                    --score disk=1                         | 'disk=1': there is no 'disk'; there is memory, cpu, pressure, swap
                    --score memory=0                       | 'memory=0': at least one weight must be above zero
                    --score memory                         | 'memory': expected parts such as memory=0.6
                    --sticky cookie                        | 'cookie': expected ip-hash, cookie-less or none
                    --sticky ip-hash                       | --sticky ip-hash cannot be had with --strategy max-free-memory
                    --strategy least-conn --sticky ip-hash | --sticky ip-hash cannot be had with --strategy least-conn
                    --key-file /nowhere/keys               | the key file /nowhere/keys is not used: there is no such file
                    --allow 10.0.0.0/33                    | '10.0.0.0/33': a prefix of 33 bits is longer than the address
                    --allow example.org                    | 'example.org': not an IP address literal
                    --max-nodes 0                          | --max-nodes must be from 1 to 10000, not 0
                    --max-nodes 10001                      | --max-nodes must be from 1 to 10000, not 10001
                    --max-age 999ms                        | --max-age must be from 1s to 24h, not 999 ms
                    --max-age 1441m                        | --max-age must be from 1s to 24h
                    --forget-after 29                      | --forget-after 29 s is shorter than the tolerance of 30 s
                    --no-such-option                       | Unknown option: '--no-such-option'
                    """)
    void wrongUsageEndsWithTwoAndOneSentence(String arguments, String sentence) {
        assertThat(run(arguments.split(" +", -1))).isEqualTo(2);

        assertOneSentence(sentence);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--min-free 0",
                "--access-log /var/log/nginx/mandor.log --served-by",
                "--access-log off",
                "--traffic [::1]:9998",
                "--traffic off",
                "--nginx-shared /tmp/x.conf --fallback 10.0.0.1:8080 --max-conns 100",
                "--allow 10.0.0.0/8,fd00::/8 --allow 192.168.56.103 --max-nodes 10000",
                "--max-age 1 --forget-after 30",
                "--min-free 64MiB",
                "--strategy score --score memory=1,swap=0.5 --sticky cookie-less",
                "--strategy memory-weighted --sticky ip-hash --min-free 10%",
                "--strategy round-robin --sticky none",
                "--strategy least-conn --service web=8080,api=9000@api.example.org",
                "--service web=8080@a.example.org --service api=9000@*.example.org"
            })
    void whatCanBeHadGetsAsFarAsTheSocket(String arguments) {
        assertThat(run(arguments.split(" ", -1))).isEqualTo(1);

        assertFailure("no interface of this machine has the address 192.0.2.77; there is ");
    }

    @Test
    void addressThatIsNotOursIsToldWithTheInterfacesThatThereAre() {
        assertThat(run("--bind", NOBODYS_ADDRESS)).isEqualTo(1);

        assertFailure("no interface of this machine has the address 192.0.2.77; there is ");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("lo 127.0.0.1");
    }

    @Test
    void busyPortIsToldWithTheOptionThatHelps() throws Exception {
        try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertThat(run("--bind", "127.0.0.1", "--port", Integer.toString(other.getLocalPort())))
                    .isEqualTo(1);

            assertFailure("UDP port " + other.getLocalPort() + " of 127.0.0.1 is in use by another program");
            assertThat(err.toString(StandardCharsets.UTF_8)).contains("--port");
        }
    }

    @Test
    void wrongValueOfTheEnvironmentIsToldWithItsVariable() {
        Map<String, String> environment = Map.of("MANDOR_BIND", NOBODYS_ADDRESS, "MANDOR_TOLERANCE", "soon");

        assertThat(CommandLines.run(new ManagerCommand(), ManagerCommand.PARSERS, environment))
                .isEqualTo(2);

        assertOneSentence("(from the environment variable MANDOR_TOLERANCE)");
    }

    @Test
    void newKeyIsOneLineThatAKeyFileMayHold() {
        assertThat(run("keys", "new", "worker1")).isZero();

        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        HeartbeatKey key =
                HeartbeatKey.parse(out.toString(StandardCharsets.UTF_8).strip());
        assertThat(key.node()).contains(new NodeName("worker1"));
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    }

    @Test
    void newKeyMayBeForAllNodes() {
        assertThat(run("keys", "new", "--shared")).isZero();

        assertThat(HeartbeatKey.parse(out.toString(StandardCharsets.UTF_8).strip())
                        .node())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    keys                      | manager keys: say what to do: keys new NODE
                    keys new                  | manager keys new: name one node, or say --shared for a key of all nodes
                    keys new worker1 --shared | manager keys new: name one node, or say --shared for a key of all nodes
                    keys new a;b              | 'a;b': a node name is 1 to 253 letters
                    """)
    void wrongUsageOfKeysEndsWithTwoAndOneSentence(String arguments, String sentence) {
        assertThat(run(arguments.split(" +", -1))).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .first()
                .asString()
                .contains(sentence);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void reportOfNoLogEndsWithTwoAndOneSentence() {
        assertThat(run("report", "/no/such.log")).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("manager report: there is no file /no/such.log\nTry 'manager report --help'.\n");
    }

    private static int run(String... arguments) {
        return CommandLines.run(
                new ManagerCommand(), ManagerCommand.PARSERS, Map.of("MANDOR_BIND", NOBODYS_ADDRESS), arguments);
    }

    /** Which a later start may not meet. */
    private void assertFailure(String sentence) {
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("manager: ")
                .contains(sentence);
    }

    private void assertOneSentence(String sentence) {
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("manager: ")
                .contains(sentence);
        assertThat(err.toString(StandardCharsets.UTF_8)).endsWith("Try 'manager --help'.\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }
}
