package dev.mandor.manager.nginx;

import static dev.mandor.manager.TestNodes.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.Balancing;
import dev.mandor.manager.cluster.HostName;
import dev.mandor.manager.cluster.LeastConn;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.RoutingTable.Route;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the real nginx spreads requests over servers, services and clients by the generated file, and when it sheds them. */
@OnEveryNginx
class NginxBalancingIT {
    private static final String CLIENT = "127.0.0.1";

    @TempDir
    private Path dir;

    private final ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(20));
    private final NginxInstance local =
            new LocalNginxGateway(runner).instances().get(0);
    private final List<Backend> workers = new ArrayList<>();
    private final Semaphore arrivals = new Semaphore(0);
    private final List<HoldingBackend> slow = new ArrayList<>();
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private RealNginx nginx;
    private NginxConfigRenderer renderer;
    private Backend fallback;

    @BeforeEach
    void start() throws Exception {
        nginx = RealNginx.start(dir);
        renderer = new NginxConfigRenderer(nginx.port(), Duration.ofMillis(100));
        fallback = Backend.answering("fallback");
        for (int number = 1; number <= 3; number++) {
            workers.add(Backend.answering("worker" + number));
        }
        for (int number = 1; number <= 2; number++) {
            slow.add(new HoldingBackend(arrivals));
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (HoldingBackend backend : slow) {
            backend.stop();
        }
        clients.shutdown();
        nginx.stop();
        fallback.stop();
        for (Backend worker : workers) {
            worker.stop();
        }
    }

    @Test
    void requestsAreSharedOutExactlyAsTheWeightsSay() throws Exception {
        install(plan(Balancing.ROUND_ROBIN, server(worker(1), 750, 0), server(worker(2), 250, 0)));
        for (int request = 0; request < 400; request++) {
            get(CLIENT, "localhost", "test");
        }

        assertThat(workers).extracting(Backend::requests).containsExactly(300, 100, 0);
    }

    @Test
    void requestGoesToTheServerWithTheFewestUnderWay() throws Exception {
        install(plan(Balancing.LEAST_CONN, server(slow(1), 1, 0), server(slow(2), 1, 0)));
        List<CompletableFuture<String>> held =
                Stream.generate(this::ask).limit(6).toList();
        HoldingBackend.await(arrivals, 6);
        assertThat(slow).extracting(HoldingBackend::requests).containsExactly(3, 3);

        slow.get(0).release();
        CompletableFuture.anyOf(held.toArray(CompletableFuture[]::new)).get();
        for (int request = 0; request < 10; request++) {
            get(CLIENT, "localhost", "test");
        }
        assertThat(slow).extracting(HoldingBackend::requests).containsExactly(13, 3);
    }

    @Test
    void clientsOfOneNetworkKeepTheirServer() throws Exception {
        install(plan(Balancing.IP_HASH, server(worker(1), 1, 0), server(worker(2), 1, 0), server(worker(3), 1, 0)));
        Map<String, String> byNetwork = new HashMap<>();
        for (int client = 0; client < 60; client++) {
            String network = "127.0." + client % 20;
            String answered = body(get(network + "." + (1 + client), "localhost", "agent" + client));

            assertThat(byNetwork.computeIfAbsent(network, first -> answered)).isEqualTo(answered);
        }

        assertThat(workers).extracting(Backend::requests).allMatch(requests -> requests > 0);
    }

    @Test
    void clientsByAddressAndBrowserKeepTheirServerAndOnlyThoseOfOneThatGoesMove() throws Exception {
        Server[] all = {server(worker(1), 100, 0), server(worker(2), 100, 0), server(worker(3), 50, 0)};
        install(plan(Balancing.CLIENT_HASH, all));
        Map<String, String> before = answersByAgent();
        assertThat(answersByAgent()).isEqualTo(before);
        assertThat(workers).extracting(Backend::requests).allMatch(requests -> requests > 0);

        install(plan(Balancing.CLIENT_HASH, all[0], all[2]));
        Map<String, String> after = answersByAgent();
        before.forEach((agent, answer) -> {
            if (!answer.equals("worker2")) {
                assertThat(after.get(agent)).isEqualTo(answer);
            }
        });
    }

    @Test
    void hostNameChoosesTheService() throws Exception {
        install(new RoutingTable(List.of(
                new Route(service("api", "api.example.org"), plan(Balancing.ROUND_ROBIN, server(worker(1), 1, 0))),
                new Route(service("shop", "*.example.org"), plan(Balancing.ROUND_ROBIN, server(worker(2), 1, 0))),
                new Route(service("web", null), plan(Balancing.ROUND_ROBIN, server(worker(3), 1, 0))))));

        assertThat(get(CLIENT, "api.example.org", "test")).endsWith("worker1");
        assertThat(get(CLIENT, "API.example.org:80", "test")).endsWith("worker1");
        assertThat(get(CLIENT, "any.example.org", "test")).endsWith("worker2");
        assertThat(get(CLIENT, "example.org", "test")).endsWith("worker3");
        assertThat(get(CLIENT, CLIENT, "test")).endsWith("worker3");
    }

    @Test
    void whereAllServicesHaveHostsOtherNamesAreNotFoundAndTheVersionIsTold() throws Exception {
        NginxConfig config = install(new RoutingTable(List.of(
                new Route(service("api", "api.example.org"), plan(Balancing.ROUND_ROBIN, server(worker(1), 1, 0))))));

        assertThat(get(CLIENT, "api.example.org", "test")).endsWith("worker1");
        assertThat(get(CLIENT, "example.org", "test")).startsWith("HTTP/1.1 404 ");
        assertThat(get(CLIENT, CLIENT, "test")).startsWith("HTTP/1.1 404 ");
        assertThat(nginx.installer().isRunning(local, config)).isTrue();
    }

    @Test
    void longestHostNamesAreTaken() throws Exception {
        String label = "a".repeat(63);
        String longest = label + "." + label + "." + label + "." + "a".repeat(61);
        install(new RoutingTable(List.of(
                new Route(service("api", longest), plan(Balancing.ROUND_ROBIN, server(worker(1), 1, 0))),
                new Route(
                        service("web", "*." + longest.substring(2)),
                        plan(Balancing.ROUND_ROBIN, server(worker(2), 1, 0))))));

        assertThat(get(CLIENT, longest, "test")).endsWith("worker1");
    }

    @Test
    void requestBeyondWhatAllServersMayHaveIsShedAtOnceAndAFreeServerGetsTheNext() throws Exception {
        install(plan(Balancing.LEAST_CONN, server(slow(1), 1, 1), server(slow(2), 1, 2)));
        List<CompletableFuture<String>> held = List.of(ask(), ask(), ask());
        HoldingBackend.await(arrivals, 3);
        assertThat(slow).extracting(HoldingBackend::requests).containsExactly(1, 2);

        String shed = get(CLIENT, "localhost", "test"); // comes though all others are held
        assertThat(shed).startsWith("HTTP/1.1 503 ").contains("\r\nRetry-After: 1\r\n");
        assertThat(fallback.requests()).isZero();

        slow.get(0).release();
        CompletableFuture.anyOf(held.toArray(CompletableFuture[]::new)).get();
        assertThat(get(CLIENT, "localhost", "test")).startsWith("HTTP/1.1 200 ").endsWith("held");
        assertThat(slow).extracting(HoldingBackend::requests).containsExactly(2, 2);
    }

    @Test
    void backupsOfOneThatServesTakeWhatIsTooMuchForIt() throws Exception {
        Server backup = new Server(new NodeName("backup"), slow(2), true, 1, 1);
        install(plan(Balancing.ROUND_ROBIN, server(slow(1), 1, 2), backup));
        Stream.generate(this::ask).limit(3).forEach(held -> {});
        HoldingBackend.await(arrivals, 3);

        assertThat(slow).extracting(HoldingBackend::requests).containsExactly(2, 1);
        assertThat(get(CLIENT, "localhost", "test")).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void deadServersWithALimitLeadToTheFallbackAndAreNotTakenForBusy() throws Exception {
        install(plan(Balancing.LEAST_CONN, server(Backend.refusing(), 1, 1), server(Backend.refusing(), 1, 1)));

        for (int request = 0; request < 5; request++) {
            assertThat(get(CLIENT, "localhost", "test")).endsWith("fallback");
        }
    }

    @Test
    void refusalOfAServerItselfIsPassedOnInItsOwnWords() throws Exception {
        Backend overloaded = Backend.overloaded("my own words");
        workers.add(overloaded);
        install(plan(Balancing.LEAST_CONN, server(overloaded.endpoint(), 1, 1)));

        assertThat(get(CLIENT, "localhost", "test"))
                .startsWith("HTTP/1.1 503 ")
                .endsWith("my own words")
                .doesNotContain("Retry-After");
    }

    @Test
    void whatIsTooMuchForTheLivingBesideADeadServerIsRefusedAndNoMatterForTheFallback() throws Exception {
        install(plan(Balancing.LEAST_CONN, server(slow(1), 1, 1), server(Backend.refusing(), 1, 1)));
        CompletableFuture<String> held = ask();
        HoldingBackend.await(arrivals, 1);

        assertThat(get(CLIENT, "localhost", "test")).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1\r\n");
        assertThat(fallback.requests()).isZero();
        slow.get(0).release();
        assertThat(held.get()).endsWith("held");
    }

    @ParameterizedTest
    @CsvSource({"1000, false", "1000, true", "10000, false", "10000, true"})
    void manyServersAreAccepted(int servers, boolean ipv6) throws Exception {
        for (Balancing balancing : Balancing.values()) {
            int weight = balancing == Balancing.CLIENT_HASH ? 10_000 / servers : RoutingPlan.MOST_WEIGHT;
            Server[] all = IntStream.range(0, servers)
                    .mapToObj(number -> server(endpoint(number, ipv6), weight, 50))
                    .toArray(Server[]::new);
            Files.writeString(
                    nginx.conf(),
                    renderer.render(table(plan(balancing, all)), fallback.endpoint(), nginx.facts())
                            .text());

            runner.run(nginx.check());
        }
    }

    private Map<String, String> answersByAgent() throws IOException {
        Map<String, String> answers = new HashMap<>();
        for (int agent = 0; agent < 40; agent++) {
            answers.put("agent" + agent, body(get(CLIENT, "localhost", "agent" + agent)));
        }
        return answers;
    }

    private NginxConfig install(RoutingPlan plan) throws IOException, InterruptedException {
        return install(table(plan));
    }

    private NginxConfig install(RoutingTable table) throws IOException, InterruptedException {
        NginxConfig config = renderer.render(table, fallback.endpoint(), nginx.facts());
        nginx.installer().install(local, config);
        return config;
    }

    private static RoutingPlan plan(Balancing balancing, Server... servers) {
        return new RoutingPlan(balancing, List.of(servers), List.of());
    }

    private static Server server(Endpoint endpoint, int weight, int maxConns) {
        return new Server(new NodeName("worker"), endpoint, false, weight, maxConns);
    }

    private static Service service(String name, String host) {
        return new Service(
                new ServiceName(name),
                OptionalInt.empty(),
                Optional.ofNullable(host).map(HostName::new),
                new LeastConn());
    }

    private static Endpoint endpoint(int number, boolean ipv6) {
        return ipv6
                ? Endpoint.parse("[2001:db8:aaaa:bbbb:cccc:dddd:eeee:%x]:65535".formatted(number))
                : Endpoint.parse("200.100.%d.%d:65535".formatted(100 + number / 200, number % 200));
    }

    private Endpoint worker(int number) {
        return workers.get(number - 1).endpoint();
    }

    private Endpoint slow(int number) {
        return slow.get(number - 1).endpoint();
    }

    private CompletableFuture<String> ask() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return get(CLIENT, "localhost", "test");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                clients);
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    /** The whole answer to a GET from this loopback address, on a connection of its own. */
    private String get(String from, String host, String agent) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(IpAddress.parse(from).address(), 0));
            socket.connect(new InetSocketAddress(IpAddress.parse(CLIENT).address(), nginx.port()));
            String request =
                    "GET / HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: " + agent + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
