package dev.mandor.manager.http;

import static dev.mandor.manager.TestNodes.down;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.snapshot;
import static dev.mandor.manager.view.TestViews.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.view.StatusJson;
import dev.mandor.manager.view.TestViews;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With a real socket on the loopback interface. */
class StatusServerTest {
    private final TestViews manager = new TestViews();
    private StatusServer server;

    @BeforeEach
    void start() throws IOException {
        server = StatusServer.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), manager.view());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void readyOnceNginxHasThePlan() throws IOException {
        assertThat(get("/healthz")).startsWith("HTTP/1.1 200");
        assertThat(get("/readyz")).startsWith("HTTP/1.1 503");

        manager.tick(NOW, snapshot(live("worker1", 400)));
        manager.applied();
        assertThat(get("/readyz")).startsWith("HTTP/1.1 200");
    }

    @Test
    void unhealthyOnceTheControlLoopStandsStill() throws IOException {
        manager.tick(NOW.minusSeconds(3600), snapshot());

        assertThat(get("/healthz")).startsWith("HTTP/1.1 503").endsWith("the control loop stands still\n");
    }

    @Test
    void metricsAreInBaseUnits() throws IOException {
        manager.tick(NOW, snapshot(live("worker1", 400), down("worker2", 300)));
        manager.applied();

        manager.lowSoon("worker1");

        assertThat(get("/metrics").lines())
                .contains(
                        "mandor_node_seconds_until_low_memory{node=\"worker1\"} 360.0",
                        "mandor_build_info{version=\"1.2.3\"} 1.0",
                        "mandor_serving 1.0",
                        "mandor_last_check_timestamp_seconds 1.7953236E9",
                        "mandor_node_name_conflict{node=\"worker1\"} 0.0",
                        "mandor_node_free_bytes{node=\"worker1\"} 4.194304E8",
                        "mandor_node_heartbeat_age_seconds{node=\"worker2\"} 31.0",
                        "mandor_node_state{node=\"worker1\",state=\"live\"} 1.0",
                        "mandor_node_state{node=\"worker1\",state=\"down\"} 0.0",
                        "mandor_server_share_ratio{node=\"worker1\",role=\"serving\",service=\"workers\"} 1.0",
                        "mandor_heartbeats_received_total 42.0",
                        "mandor_heartbeats_rejected_total{reason=\"unsigned\"} 7.0",
                        "mandor_decisions_total 1.0",
                        "mandor_nginx_config_info{hash=\"abc123\"} 1.0",
                        "mandor_apply_duration_seconds_bucket{le=\"0.1\"} 0",
                        "mandor_apply_duration_seconds_bucket{le=\"0.2\"} 1",
                        "mandor_apply_duration_seconds_count 1");
    }

    @Test
    void statusIsTheOverviewInJson() throws IOException {
        manager.tick(NOW, snapshot(live("worker1", 400)));

        String answer = get("/api/v1/status");
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(StatusJson.read(body)).isEqualTo(manager.view().overview());
        assertThat(get("/api/v1/decisions")).contains("\"plan\":\"worker1 serves, no backup\"");
    }

    @Test
    void explanationsAreInJson() throws IOException {
        manager.tick(NOW, snapshot(live("worker1", 400), live("worker2", 300)));

        String answer = get("/api/v1/explain");
        assertThat(StatusJson.readExplanations(answer.substring(answer.indexOf("\r\n\r\n") + 4)))
                .isEqualTo(manager.view().explanations());
        assertThat(answer)
                .contains(
                        "\"role\":\"backup\"",
                        "\"kind\":\"MORE_MEMORY\"",
                        "\"bytes\":419430401",
                        "\"serves\":\"worker2\"");
    }

    @ParameterizedTest
    @CsvSource({"gzip, true", "'deflate, gzip', true", "identity, false", "gzip;q=0, false", "x-gzip, false"})
    void textIsPackedForThoseWhoTakeIt(String coding, boolean packed) throws IOException {
        manager.tick(NOW, snapshot(live("worker1", 400)));

        String answer = ask("GET /metrics HTTP/1.1", "localhost\r\nAccept-Encoding: " + coding);

        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(answer.contains("Content-encoding: gzip\r\n")).isEqualTo(packed);
        assertThat(answer.contains("mandor_serving")).isEqualTo(!packed);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /nothing HTTP/1.1, localhost, 404",
        "GET /metrics/x HTTP/1.1, localhost, 404",
        "POST /metrics HTTP/1.1, localhost, 405",
        "GET /metrics HTTP/1.1, evil.example, 403",
        "GET /metrics HTTP/1.1, localhost:9797, 200",
        "GET /metrics HTTP/1.1, 127.0.0.1:9797, 200",
        "HEAD /metrics HTTP/1.1, [::1]:9797, 200"
    })
    void onlyItsPagesAreReadAndOnlyUnderItsOwnName(String request, String host, int status) throws IOException {
        assertThat(ask(request, host)).startsWith("HTTP/1.1 " + status);
    }

    /** They can hold up each other, for some seconds, and nobody else. */
    @Test
    void clientsThatSayNothingHoldUpNoDecision() throws IOException {
        Socket[] silent = new Socket[50];
        for (int i = 0; i < silent.length; i++) {
            silent[i] = connect();
            silent[i].getOutputStream().write("GET /me".getBytes(UTF_8));
        }

        manager.tick(NOW, snapshot(live("worker1", 400)));
        manager.applied();

        for (Socket socket : silent) {
            socket.close();
        }
        assertThat(get("/readyz")).startsWith("HTTP/1.1 200");
    }

    private String get(String path) throws IOException {
        return ask("GET " + path + " HTTP/1.1", "127.0.0.1");
    }

    private String ask(String request, String host) throws IOException {
        try (Socket socket = connect()) {
            String text = request + "\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(server.address());
        socket.setSoTimeout(20_000);
        return socket;
    }
}
