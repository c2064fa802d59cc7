package dev.mandor.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The looks at a real socket on loopback. */
@Timeout(10)
class HealthChecksTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration IMPATIENCE = Duration.ofMillis(20);

    private final CompletableFuture<List<String>> request = new CompletableFuture<>();
    private ServerSocket service;

    @BeforeEach
    void open() throws IOException {
        service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        service.close();
    }

    @Test
    void serviceThatAcceptsConnectionsIsHealthy() {
        assertThat(look("tcp://" + address(), PATIENCE))
                .isEqualTo(new HealthResult(true, "tcp://" + address() + " accepts connections"));
    }

    @Test
    void serviceThatRefusesConnectionsIsNot() throws IOException {
        service.close();

        assertThat(look("tcp://" + address(), PATIENCE))
                .isEqualTo(new HealthResult(false, "tcp://" + address() + ": connection refused"));
        assertThat(look("http://" + address(), PATIENCE))
                .isEqualTo(new HealthResult(false, "http://" + address() + "/: connection refused"));
    }

    @Test
    void nameThatDoesNotResolveIsNotHealthy() {
        String nowhere = "x".repeat(64) + ".invalid";

        assertThat(look("tcp://" + nowhere + ":80", PATIENCE))
                .isEqualTo(new HealthResult(false, "tcp://" + nowhere + ":80: the name does not resolve"));
    }

    @Test
    void defaultLooksWhereTheHeartbeatSays() {
        FakeSender manager = new FakeSender("10.0.0.1", "127.0.0.1");
        AdvertisedEndpoint advertised =
                new AdvertisedEndpoint(Optional.empty(), service.getLocalPort(), List.of(manager));
        HealthCheck check = HealthOption.parse("tcp").check(advertised);

        assertThat(check.check(PATIENCE))
                .contains(new HealthResult(true, "tcp://" + address() + " accepts connections"));
        manager.connectFault = "no route leads there";
        assertThat(check.check(PATIENCE)).isEmpty();
    }

    @Test
    void noneLooksNowhereAndIsHealthy() throws IOException {
        service.close();

        assertThat(look("none", PATIENCE).healthy()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "100, false",
        "199, false",
        "200, true",
        "204, true",
        "302, true",
        "399, true",
        "400, false",
        "503, false"
    })
    void statusFrom200To399IsHealthy(int status, boolean healthy) {
        answer("HTTP/1.1 " + status + " Whatever\r\n\r\n");

        assertThat(look("http://" + address() + "/healthz", PATIENCE))
                .isEqualTo(new HealthResult(healthy, "http://" + address() + "/healthz answers " + status));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.0 200 OK\n", "HTTP/1.1 200\r\n", "HTTP/1.1 200 \r\nX: y\r\n\r\n", "HTTP/1.1 200 OK"})
    void shortFormsOfAnAnswerAreUnderstood(String answer) {
        answer(answer);

        assertThat(look("http://" + address(), PATIENCE).healthy()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", "SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 2000 OK\r\n", "HTTP/2 200\r\n", "HTTP/1.1 abc\r\n"
            })
    void anythingElseIsNot(String answer) {
        answer(answer);

        assertThat(look("http://" + address(), PATIENCE))
                .isEqualTo(new HealthResult(false, "http://" + address() + "/: the answer is not HTTP"));
    }

    @Test
    void lineWithoutAnEndIsNotReadForEver() {
        answer("x".repeat(100_000));

        assertThat(look("http://" + address(), PATIENCE).reason()).endsWith(": the answer is not HTTP");
    }

    @Test
    void serviceThatNeverAnswersIsNotHealthy() {
        HealthResult result = look("http://" + address(), IMPATIENCE); // the kernel accepts, the service does not

        assertThat(result).isEqualTo(new HealthResult(false, "http://" + address() + "/: no answer within 20 ms"));
    }

    @Test
    void serviceThatAnswersAByteAtATimeIsCutOffAtTheDeadline() {
        serve(client -> {
            client.setSoTimeout(5);
            while (true) { // until the look is over and its end of the connection is gone
                client.getOutputStream().write(' ');
                awaitMoreOfTheRequest(client);
            }
        });

        HealthResult result = look("http://" + address(), IMPATIENCE);

        assertThat(result).isEqualTo(new HealthResult(false, "http://" + address() + "/: no answer within 20 ms"));
    }

    @Test
    void requestIsAPlainGet() {
        answer("HTTP/1.1 200 OK\r\n\r\n");

        look("http://" + address() + "/healthz?deep=1", PATIENCE);

        assertThat(request.join())
                .containsExactly(
                        "GET /healthz?deep=1 HTTP/1.1",
                        "Host: " + address(),
                        "User-Agent: mandor",
                        "Accept: */*",
                        "Connection: close");
    }

    private String address() {
        return "127.0.0.1:" + service.getLocalPort();
    }

    private static HealthResult look(String option, Duration deadline) {
        AdvertisedEndpoint nowhere = new AdvertisedEndpoint(Optional.empty(), 1, List.of());
        return HealthOption.parse(option).check(nowhere).check(deadline).orElseThrow();
    }

    private void answer(String answer) {
        serve(client -> {
            BufferedReader reader = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
            request.complete(reader.lines().takeWhile(line -> !line.isEmpty()).toList());
            client.getOutputStream().write(answer.getBytes(ISO_8859_1));
        });
    }

    private interface Service {
        void serve(Socket client) throws IOException;
    }

    private void serve(Service how) {
        Thread thread = new Thread(() -> {
            try (Socket client = service.accept()) {
                how.serve(client);
            } catch (IOException e) {
                // the client had seen enough
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void awaitMoreOfTheRequest(Socket client) throws IOException {
        try {
            client.getInputStream().read();
        } catch (SocketTimeoutException e) {
            // as expected: there is none
        }
    }
}
