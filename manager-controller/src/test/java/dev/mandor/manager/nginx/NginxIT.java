package dev.mandor.manager.nginx;

import static dev.mandor.manager.TestNodes.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the generated file and the install script mean to the real nginx. */
@OnEveryNginx
class NginxIT {
    private static final Endpoint NOBODY = Endpoint.parse("127.0.0.1:9");

    @TempDir
    private Path dir;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(20));
    private final NginxInstance local =
            new LocalNginxGateway(runner).instances().get(0);
    private RealNginx nginx;
    private NginxConfigRenderer renderer;
    private Backend fallback;
    private Backend worker;
    private Backend dying;

    @BeforeEach
    void start() throws Exception {
        nginx = RealNginx.start(dir);
        renderer = new NginxConfigRenderer(nginx.port(), Duration.ofMillis(100));
        fallback = Backend.answering("fallback");
        worker = Backend.answering("worker");
        dying = Backend.dying();
    }

    @AfterEach
    void stop() throws Exception {
        nginx.stop();
        fallback.stop();
        worker.stop();
        dying.stop();
    }

    @Test
    void getWhoseWorkerBreaksTheConnectionIsAnsweredByTheNext() throws Exception {
        install(plan(dying.endpoint(), worker.endpoint()));

        assertThat(send("GET").body()).isEqualTo("worker");
        assertThat(dying.requests()).isEqualTo(1);
    }

    @Test
    void getIsAnsweredByTheFallbackWhenNoWorkerCanBeConnectedTo() throws Exception {
        install(plan(Backend.refusing(), Backend.refusing()));

        assertThat(send("GET").body()).isEqualTo("fallback");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "LOCK"})
    void requestThatAWorkerMayHaveCarriedOutReachesNobodyElse(String method) throws Exception {
        install(plan(dying.endpoint(), worker.endpoint()));

        assertThat(send(method).statusCode()).isEqualTo(502);
        assertThat(List.of(dying.requests(), worker.requests(), fallback.requests()))
                .containsExactly(1, 0, 0);
    }

    @Test
    void postThatTheSecondWorkerMayHaveCarriedOutReachesNobodyElse() throws Exception {
        install(plan(Backend.refusing(), dying.endpoint()));

        assertThat(send("POST").statusCode()).isEqualTo(502);
        assertThat(List.of(dying.requests(), fallback.requests())).containsExactly(1, 0);
    }

    @Test
    void postThatTheOnlyWorkerMayHaveCarriedOutReachesNobodyElse() throws Exception {
        install(plan(dying.endpoint()));

        assertThat(send("POST").statusCode()).isEqualTo(502);
        assertThat(List.of(dying.requests(), fallback.requests())).containsExactly(1, 0);
    }

    @Test
    void postThatNoWorkerAcceptedReachesTheFallbackOnce() throws Exception {
        install(plan(Backend.refusing(), Backend.refusing()));

        assertThat(send("POST").body()).isEqualTo("fallback");
        assertThat(fallback.requests()).isEqualTo(1);

        assertThat(send("POST").body()).isEqualTo("fallback"); // now nginx knows that no worker is left, and asks none
        assertThat(fallback.requests()).isEqualTo(2);
    }

    @Test
    void postToAWorkerThatAcceptsNoConnectionGoesOnToTheNext() throws Exception {
        install(plan(Backend.refusing(), worker.endpoint()));

        assertThat(send("POST").body()).isEqualTo("worker");
    }

    @Test
    void reserveIsAskedOnlyWhenTheFallbackDoesNotAnswer() throws Exception {
        RoutingPlan plan =
                RoutingPlan.fallbackBefore(plan(NOBODY, worker.endpoint()).servers());
        install(plan);
        assertThat(send("GET").body()).isEqualTo("fallback");
        assertThat(worker.requests()).isZero();

        fallback.stop();
        assertThat(send("GET").body()).isEqualTo("worker");
        assertThat(send("POST").body()).isEqualTo("worker");
    }

    @Test
    void everyGoldenFileIsAccepted() throws Exception {
        Path folder = Path.of(NginxIT.class.getResource("reserve.conf").toURI()).getParent();
        boolean keeps = nginx.facts().keepsUpstreamConnections();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(name -> name.toString().endsWith(".conf"))
                    .filter(name -> keeps || !name.endsWith("new-nginx.conf"))
                    .toList()) {
                String conf = Files.readString(file).replaceAll("listen \\d+", "listen " + nginx.port());
                Files.writeString(
                        nginx.conf(), "log_format main $status;\n" + conf); // a log that was there may be kept
                runner.run(nginx.check());
            }
        }
    }

    @Test
    void installedConfigurationIsTheOneThatRuns() throws Exception {
        NginxConfig first = renderer.render(table(plan(worker.endpoint())), fallback.endpoint(), nginx.facts());
        NginxConfig second = renderer.render(table(RoutingPlan.FALLBACK_ONLY), fallback.endpoint(), nginx.facts());

        assertThat(nginx.installer().install(local, first)).isEmpty();
        assertThat(nginx.installer().isRunning(local, first)).isTrue();
        assertThat(nginx.installer().isRunning(local, second)).isFalse();
        assertThat(nginx.installer().install(local, second)).isEmpty();
        assertThat(nginx.installer().isRunning(local, second)).isTrue();
    }

    @Test
    void reloadThatNginxDoesNotCarryOutIsTakenBack() throws Exception {
        NginxConfig first = install(plan(worker.endpoint()));
        NginxConfig second = renderer.render(table(RoutingPlan.FALLBACK_ONLY), fallback.endpoint(), nginx.facts());
        nginx.freeze();

        assertThatThrownBy(() -> nginx.installer().install(local, second))
                .hasMessage("nginx took the reload but still runs the configuration before");
        assertThat(nginx.conf()).hasContent(first.text());

        nginx.thaw();
        assertThat(nginx.installer().install(local, second)).isEmpty();
        assertThat(send("GET").body()).isEqualTo("fallback");
    }

    @Test
    void reloadOfTheVeryFirstFileThatNginxDoesNotCarryOutIsTakenBackToo() throws Exception {
        nginx.freeze();

        assertThatThrownBy(() -> install(plan(worker.endpoint())))
                .hasMessage("nginx took the reload but still runs the configuration before");
        assertThat(nginx.conf()).doesNotExist();
    }

    @Test
    void newWorkersOfAnotherNginxAreNoSign() throws Exception {
        RealNginx other = RealNginx.start(Files.createDirectory(dir.resolve("other")));
        nginx.freeze();
        NginxConfig config = renderer.render(table(plan(worker.endpoint())), fallback.endpoint(), nginx.facts());
        try {
            assertThatThrownBy(() -> nginx.installerThatReloadsToo(other).install(local, config))
                    .hasMessage("nginx took the reload but still runs the configuration before");
        } finally {
            other.stop();
        }
    }

    @Test
    void siteOfTheUserThatTakesLoopbackIsNoReasonToTakeTheFileBack() throws Exception {
        Files.writeString(
                dir.resolve("conf.d/status.conf"),
                "server { listen 127.0.0.1:" + nginx.port() + "; return 200 status; }");
        NginxConfig config = renderer.render(table(plan(worker.endpoint())), fallback.endpoint(), nginx.facts());

        assertThat(nginx.installer().install(local, config)).contains("another site answers at 127.0.0.1:");
        assertThat(nginx.conf()).hasContent(config.text());
    }

    @Test
    void withoutAProgramToAskWithTheWorkerProcessesAreLookedAt() throws Exception {
        NginxInstance bare = withFewPrograms();
        NginxConfig first = renderer.render(table(plan(worker.endpoint())), fallback.endpoint(), nginx.facts());

        assertThat(nginx.installer().install(bare, first)).startsWith("there is neither curl nor wget");
        assertThat(nginx.conf()).hasContent(first.text());

        nginx.freeze();
        assertThatThrownBy(() -> nginx.installer()
                        .install(
                                bare,
                                renderer.render(table(RoutingPlan.FALLBACK_ONLY), fallback.endpoint(), nginx.facts())))
                .hasMessage("nginx took the reload but still runs the configuration before");
        assertThat(nginx.conf()).hasContent(first.text());
    }

    @Test
    void versionIsToldToItsOwnMachineOnly() throws Exception {
        NginxConfig config = install(plan(worker.endpoint()));

        assertThat(versionAskedFrom("127.0.0.1")).startsWith("HTTP/1.1 200 ").endsWith(config.version() + "\n");
        assertThat(versionAskedFrom("127.0.0.2")).startsWith("HTTP/1.1 404 ").doesNotContain(config.version());
        assertThat(worker.requests()).isZero();
    }

    private NginxConfig install(RoutingPlan plan) throws IOException, InterruptedException {
        NginxConfig config = renderer.render(table(plan), fallback.endpoint(), nginx.facts());
        nginx.installer().install(local, config);
        return config;
    }

    private static RoutingPlan plan(Endpoint serving, Endpoint... backups) {
        List<Server> servers = new ArrayList<>();
        servers.add(new Server(new NodeName("worker1"), serving, false));
        for (Endpoint backup : backups) {
            servers.add(new Server(new NodeName("backup" + servers.size()), backup, true));
        }
        return new RoutingPlan(servers);
    }

    private HttpResponse<String> send(String method) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nginx.port() + "/"))
                .method(method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("order"))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private String versionAskedFrom(String address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(IpAddress.parse(address).address(), 0));
            socket.connect(new InetSocketAddress(IpAddress.parse("127.0.0.1").address(), nginx.port()));
            socket.getOutputStream()
                    .write("GET /.mandor/version HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** As in a small image: what a shell script always finds, and neither curl nor wget. */
    private NginxInstance withFewPrograms() throws IOException, InterruptedException {
        Path few = Files.createDirectory(dir.resolve("few"));
        for (String name :
                List.of("sh", "cp", "mv", "rm", "ln", "readlink", "wc", "grep", "sed", "cat", "sleep", "head")) {
            Path program = few.resolve(name);
            Files.writeString(program, "#!/bin/sh\nexec " + find(name) + " \"$@\"\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        return new LocalNginxGateway(command ->
                        runner.run(Stream.concat(Stream.of("/usr/bin/env", "PATH=" + few), command.stream())
                                .toList()))
                .instances()
                .get(0);
    }

    private String find(String name) throws IOException, InterruptedException {
        return runner.run(List.of("sh", "-c", "command -v " + name)).strip();
    }
}
