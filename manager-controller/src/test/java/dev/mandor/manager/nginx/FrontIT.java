package dev.mandor.manager.nginx;

import static dev.mandor.manager.TestNodes.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.Balancing;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.model.Endpoint;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an application answers says nothing of its node: whatever comes of some requests, the others go on being answered by the
 * workers; and no request is shown to more servers than it may be.
 */
@OnEveryNginx
class FrontIT {
    private static final int ROUNDS = 8;
    private static final String READ_TIMEOUT = "400ms"; // above the 150 ms in which a connect may be repeated

    @TempDir
    private Path dir;

    private HttpClient client; // one for each configuration: a reload closes kept connections
    private final ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(20));
    private final NginxInstance local =
            new LocalNginxGateway(runner).instances().get(0);
    private final List<Backend> workers = new ArrayList<>();
    private final List<HoldingBackend> silent = new ArrayList<>();
    private RealNginx nginx;
    private Backend fallback;

    @BeforeEach
    void start() throws Exception {
        nginx = RealNginx.start(dir);
        Files.writeString(dir.resolve("conf.d/timeouts.conf"), "proxy_read_timeout " + READ_TIMEOUT + ";");
        fallback = Backend.answering("fallback");
        for (int number = 1; number <= 3; number++) {
            workers.add(Backend.saying(FrontIT::answer));
        }
    }

    @AfterEach
    void stop() throws Exception {
        nginx.stop();
        fallback.stop();
        for (Backend worker : workers) {
            worker.stop();
        }
        for (HoldingBackend backend : silent) {
            backend.stop();
        }
    }

    private static String answer(String path) {
        return switch (path) {
            case "/503" -> "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
            case "/504" -> "HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n";
            case "/header-16k" -> withHeaderOf(16 * 1024);
            case "/header-60k" -> withHeaderOf(60 * 1024);
            case "/closed" -> "";
            case "/half" -> "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf";
            default -> Backend.ok("worker");
        };
    }

    private static String withHeaderOf(int bytes) {
        return "HTTP/1.1 200 OK\r\nX-Big: " + "x".repeat(bytes - 9) + "\r\nContent-Length: 3\r\n\r\nbig";
    }

    static Stream<RoutingPlan> plans() {
        List<Server> any = IntStream.range(0, 3)
                .mapToObj(number -> new Server(new NodeName("worker"), Endpoint.parse("127.0.0.1:1"), false))
                .toList();
        return Stream.concat(
                Stream.of(winnerWithBackups(any)),
                Stream.of(Balancing.values()).map(balancing -> new RoutingPlan(balancing, any, List.of())));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void otherRequestsAreAnsweredByTheWorkersWhateverComesOfSome(RoutingPlan kind) throws Exception {
        install(at(kind, workers.stream().map(Backend::endpoint).toList()));
        for (int round = 0; round < ROUNDS; round++) {
            assertThat(status("/503")).isEqualTo(503);
            assertThat(status("/504")).isEqualTo(504);
            assertThat(status("/header-16k")).isEqualTo(200);
            assertThat(status("/header-60k")).isEqualTo(502);
            assertThat(status("/closed")).isEqualTo(502);
            assertThat(status("/half")).isEqualTo(200);
            assertThat(get("/").body()).isEqualTo("worker");
        }

        assertThat(fallback.requests()).isZero();
        if (kind.serving().count() == 1) {
            assertThat(workers.get(0).requests()).isEqualTo(7 * ROUNDS);
        }
    }

    @Test
    void requestThatIsNotAnsweredInTimeIsShownToOneServerAndTheOthersGoOn() throws Exception {
        Semaphore arrivals = new Semaphore(0);
        for (int number = 1; number <= 3; number++) {
            silent.add(new HoldingBackend(arrivals));
        }
        install(at(
                plans().findFirst().orElseThrow(),
                silent.stream().map(HoldingBackend::endpoint).toList()));

        assertThat(status("/")).isEqualTo(504);
        assertThat(silent).extracting(HoldingBackend::requests).containsExactly(1, 0, 0);

        silent.get(0).release();
        assertThat(get("/").body()).isEqualTo("held");
        assertThat(silent).extracting(HoldingBackend::requests).containsExactly(2, 0, 0);
        assertThat(fallback.requests()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"GET, 2", "HEAD, 2", "PUT, 2", "DELETE, 2", "POST, 1", "PATCH, 1", "LOCK, 1"})
    void requestThatEndsWhoAnswersItIsShownToTwoServersAtTheMost(String method, int servers) throws Exception {
        for (RoutingPlan kind : plans().toList()) {
            install(at(kind, workers.stream().map(Backend::endpoint).toList()));
            for (int round = 0; round < ROUNDS; round++) {
                int before = workers.stream().mapToInt(Backend::requests).sum();

                assertThat(send(method, "/closed").statusCode()).isEqualTo(502);
                assertThat(workers.stream().mapToInt(Backend::requests).sum() - before)
                        .isEqualTo(servers);
            }
        }
        assertThat(fallback.requests()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Balancing.class)
    void theOneOfManyThatCanBeConnectedToIsFound(Balancing balancing) throws Exception {
        List<Endpoint> nobodyButTheLast = new ArrayList<>();
        for (int number = 1; number <= 7; number++) {
            nobodyButTheLast.add(Backend.refusing());
        }
        nobodyButTheLast.add(workers.get(0).endpoint());
        List<Server> servers = servers(nobodyButTheLast);

        for (RoutingPlan plan : List.of(winnerWithBackups(servers), new RoutingPlan(balancing, servers, List.of()))) {
            install(plan);
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(get("/").body()).isEqualTo("worker");
                assertThat(send("POST", "/").body()).isEqualTo("worker");
            }
        }
        assertThat(fallback.requests()).isZero();
    }

    /** As when the kernel kills a process for want of memory, with requests under way. */
    @ParameterizedTest
    @CsvSource({"true, 3", "false, 1"})
    void requestsWhoseConnectionIsBrokenLateAreAnsweredByASecondServer(boolean oneServes, int held) throws Exception {
        Files.writeString(dir.resolve("conf.d/timeouts.conf"), "proxy_read_timeout 60s;");
        Semaphore arrivals = new Semaphore(0);
        silent.add(new HoldingBackend(arrivals));
        Endpoint other = workers.get(0).endpoint();
        List<Server> servers = servers(List.of(silent.get(0).endpoint(), other, other));
        install(oneServes ? winnerWithBackups(servers) : new RoutingPlan(servers), Duration.ofMillis(100));

        List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(() -> request("GET", "/"))
                .limit(3)
                .map(request -> client.sendAsync(request, BodyHandlers.ofString()))
                .toList();
        HoldingBackend.await(arrivals, held);
        TimeUnit.MILLISECONDS.sleep(200); // the fault itself: late is what comes after 150 ms
        silent.get(0).breakOff();

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            assertThat(answer.get().body()).isEqualTo("worker");
        }
        assertThat(fallback.requests()).isZero();
    }

    @Test
    void postWhoseConnectionIsBrokenLateReachesNobodyElse() throws Exception {
        Semaphore arrivals = new Semaphore(0);
        silent.add(new HoldingBackend(arrivals));
        install(
                winnerWithBackups(
                        servers(List.of(silent.get(0).endpoint(), workers.get(0).endpoint()))),
                Duration.ofMillis(100));

        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request("POST", "/"), BodyHandlers.ofString());
        HoldingBackend.await(arrivals, 1);
        silent.get(0).breakOff();

        assertThat(answer.get().statusCode()).isEqualTo(502);
        assertThat(List.of(workers.get(0).requests(), fallback.requests())).containsExactly(0, 0);
    }

    @Test
    void fallbackDoesNotSeeARequestThatAWorkerMayHaveCarriedOut() throws Exception {
        for (List<Endpoint> endpoints : List.of(
                List.of(workers.get(0).endpoint()),
                List.of(workers.get(0).endpoint(), Backend.refusing()),
                List.of(Backend.refusing(), Backend.refusing(), workers.get(0).endpoint()))) {
            install(winnerWithBackups(servers(endpoints)));

            assertThat(status("/closed")).isEqualTo(502);
        }
        assertThat(workers.get(0).requests()).isBetween(3, 4); // once more where two others could not be connected to
        assertThat(fallback.requests()).isZero();
    }

    private static RoutingPlan winnerWithBackups(List<Server> servers) {
        return new RoutingPlan(IntStream.range(0, servers.size())
                .mapToObj(number -> new Server(
                        servers.get(number).node(), servers.get(number).endpoint(), number > 0))
                .toList());
    }

    private static RoutingPlan at(RoutingPlan kind, List<Endpoint> endpoints) {
        List<Server> servers = IntStream.range(0, endpoints.size())
                .mapToObj(number -> new Server(
                        new NodeName("worker"),
                        endpoints.get(number),
                        kind.servers().get(number).backup()))
                .toList();
        return new RoutingPlan(kind.balancing(), servers, List.of());
    }

    private static List<Server> servers(List<Endpoint> endpoints) {
        return endpoints.stream()
                .map(endpoint -> new Server(new NodeName("worker"), endpoint, false))
                .toList();
    }

    private void install(RoutingPlan plan) throws IOException, InterruptedException {
        install(plan, Duration.ofMillis(100));
    }

    private void install(RoutingPlan plan, Duration connectTimeout) throws IOException, InterruptedException {
        NginxConfigRenderer renderer = new NginxConfigRenderer(nginx.port(), connectTimeout);
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ConfigInstaller installer = nginx.installer();
        installer.install(local, renderer.render(table(plan), fallback.endpoint(), installer.facts(local)));
    }

    private int status(String path) throws IOException, InterruptedException {
        try {
            return get(path).statusCode();
        } catch (IOException e) {
            assertThat(path).as("whose body ends half way").isEqualTo("/half");
            return 200;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path);
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return client.send(request(method, path), BodyHandlers.ofString());
    }

    private HttpRequest request(String method, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nginx.port() + path))
                .method(method, method.equals("POST") ? BodyPublishers.ofString("order") : BodyPublishers.noBody())
                .build();
    }
}
