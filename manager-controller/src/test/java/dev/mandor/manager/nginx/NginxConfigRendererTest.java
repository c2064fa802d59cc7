package dev.mandor.manager.nginx;

import static dev.mandor.manager.TestNodes.endpoint;
import static dev.mandor.manager.TestNodes.plan;
import static dev.mandor.manager.TestNodes.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.manager.cluster.Balancing;
import dev.mandor.manager.cluster.HostName;
import dev.mandor.manager.cluster.LeastConn;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.RoutingTable.Route;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.model.Endpoint;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NginxConfigRendererTest {
    private static final Endpoint FALLBACK = Endpoint.parse("192.168.56.101:8080");
    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(100);
    private static final String NAME_LETTERS = "ABCXYZabcxyz0189._-";

    private final NginxConfigRenderer renderer = new NginxConfigRenderer(80, CONNECT_TIMEOUT);

    @Test
    void winnerWithTwoBackups() throws IOException {
        assertGolden(
                "winner-with-two-backups.conf",
                renderer.render(table(plan("worker2", "worker1", "worker3")), FALLBACK));
    }

    @Test
    void nginxTellsOfASampleOfTheRequestsOfEachServiceAndLogsOnAsItDid() throws IOException {
        RoutingTable table = new RoutingTable(List.of(
                new Route(service("web", 8080, null), plan("worker1", "worker2")),
                new Route(service("api", 9000, "api.example.org"), plan("worker2"))));

        assertGolden(
                "traffic.conf",
                renderer.render(
                        table,
                        FALLBACK,
                        NginxFacts.UNKNOWN,
                        Optional.of(new TrafficLog(Endpoint.parse("[2001:db8::f]:9998"), Sampling.ONE_OF_1000)),
                        new UserLogs(List.of("access_log /var/log/nginx/access.log combined;"), Optional.empty())));
    }

    @Test
    void siteWhoseLogCannotBeRepeatedIsAsItWouldBeWithoutTraffic() {
        RoutingTable table = table(plan("worker1"));

        assertThat(renderer.render(
                        table,
                        FALLBACK,
                        NginxFacts.UNKNOWN,
                        Optional.of(new TrafficLog(Endpoint.parse("127.0.0.1:9998"), Sampling.ALL)),
                        UserLogs.unknown("a word of other characters")))
                .isEqualTo(renderer.render(table, FALLBACK));
    }

    @Test
    void samplingAndVersionAreReadBack() {
        for (Sampling sampling : Sampling.values()) {
            NginxConfig config = renderer.render(
                    table(plan("worker1")),
                    FALLBACK,
                    NginxFacts.UNKNOWN,
                    Optional.of(new TrafficLog(Endpoint.parse("127.0.0.1:9998"), sampling)),
                    new UserLogs(List.of(), Optional.empty()));
            assertThat(NginxConfigReader.samplingIn(config.text())).contains(sampling);
            assertThat(NginxConfigReader.versionIn(config.text())).contains(config.version());
        }
        assertThat(NginxConfigReader.samplingIn(
                        renderer.render(table(plan("worker1")), FALLBACK).text()))
                .isEmpty();
        assertThat(NginxConfigReader.versionIn("server { return 200; }")).isEmpty();
    }

    @Test
    void oneNodeOnly() throws IOException {
        assertGolden("one-node-only.conf", renderer.render(table(plan("worker1")), FALLBACK));
    }

    @Test
    void fallbackOnlyHasNoEmptyUpstream() throws IOException {
        assertGolden("fallback-only.conf", renderer.render(table(RoutingPlan.FALLBACK_ONLY), FALLBACK));
    }

    @Test
    void ipv6AddressesAreInBrackets() throws IOException {
        RoutingPlan plan = new RoutingPlan(List.of(
                new Server(new NodeName("worker1"), Endpoint.parse("[2001:db8::1]:8080"), false),
                new Server(new NodeName("worker2"), Endpoint.parse("[2001:db8::2]:8080"), true)));

        assertGolden("ipv6.conf", renderer.render(table(plan), Endpoint.parse("[2001:db8::f]:8080")));
    }

    @Test
    void otherListenPort() throws IOException {
        assertGolden(
                "listen-8000.conf",
                new NginxConfigRenderer(8000, CONNECT_TIMEOUT).render(table(plan("worker1")), FALLBACK));
    }

    @Test
    void reserveStandsBehindTheFallback() throws IOException {
        assertGolden("reserve.conf", renderer.render(table(reserve("worker1", "worker2")), FALLBACK));
    }

    @Test
    void weightsAreWrittenForThoseWhoServe() throws IOException {
        assertGolden("weighted.conf", renderer.render(table(many(Balancing.ROUND_ROBIN, 333, 1, 1000)), FALLBACK));
    }

    @Test
    void fewestRequestsUnderWay() throws IOException {
        assertGolden("least-conn.conf", renderer.render(table(many(Balancing.LEAST_CONN, 1, 1)), FALLBACK));
    }

    @Test
    void clientsKeepTheirServerByTheirNetwork() throws IOException {
        assertGolden("ip-hash.conf", renderer.render(table(many(Balancing.IP_HASH, 1000, 250)), FALLBACK));
    }

    @Test
    void clientsKeepTheirServerByTheirAddressAndBrowser() throws IOException {
        assertGolden("client-hash.conf", renderer.render(table(many(Balancing.CLIENT_HASH, 100, 25)), FALLBACK));
    }

    @Test
    void twoServicesOneOfWhichHasAHost() throws IOException {
        RoutingTable both = new RoutingTable(List.of(
                new Route(service("api", 9000, "api.example.org"), many(Balancing.LEAST_CONN, 1, 1)),
                new Route(service("web", 8080, null), RoutingPlan.FALLBACK_ONLY)));

        assertGolden("two-services.conf", renderer.render(both, FALLBACK));
    }

    @Test
    void whereAllServicesHaveHostsOtherNamesAreNotFound() throws IOException {
        RoutingTable both = new RoutingTable(List.of(
                new Route(service("api", 9000, "api.example.org"), plan("worker1")),
                new Route(service("web", 8080, "*.example.org"), reserve("worker1"))));

        assertGolden("all-with-hosts.conf", renderer.render(both, FALLBACK));
    }

    @Test
    void serversThatMayHaveSoManyRequestsUnderWay() throws IOException {
        assertGolden("max-conns.conf", renderer.render(table(limited(40, 60)), FALLBACK));
    }

    @Test
    void newNginxIsToldToKeepNoConnectionsAndListensOnIpv6() throws IOException {
        assertGolden(
                "new-nginx.conf",
                renderer.render(
                        table(plan("worker2", "worker1", "worker3")), FALLBACK, new NginxFacts(1_029_007, true)));
    }

    @Test
    void logAndHeaderAreThereWhenAskedForAndInEachSite() {
        RoutingTable both = new RoutingTable(List.of(
                new Route(service("api", 9000, "api.example.org"), limited(40, 60)),
                new Route(service("web", 8080, null), reserve("worker1"))));
        AccessLog log = AccessLog.parse("/var/log/nginx/mandor.log");

        assertThat(seen(both, log, true)).allMatch(site -> site.endsWith(" log /var/log/nginx/mandor.log served-by"));
        assertThat(seen(both, log, false)).allMatch(site -> site.endsWith(" log /var/log/nginx/mandor.log"));
        assertThat(seen(both, AccessLog.OFF, true)).allMatch(site -> site.endsWith(" served-by"));
        assertThat(new NginxConfigRenderer(80, CONNECT_TIMEOUT, AccessLog.OFF, false).render(both, FALLBACK))
                .isEqualTo(renderer.render(both, FALLBACK));
    }

    @Test
    void formatOfTheLogIsDefinedOnlyWhereItIsUsed() {
        assertThat(renderer.render(table(plan("worker1")), FALLBACK).text()).doesNotContain("log_format");
        assertThat(new NginxConfigRenderer(80, CONNECT_TIMEOUT, AccessLog.parse("/l"), false)
                        .render(table(plan("worker1")), FALLBACK)
                        .text())
                .containsOnlyOnce("log_format mandor ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "/a/", "//a", "a", "/a b", "/a;", "/a\n", "/$host", "/a'", "/{", "/a\u202e", "OFF"})
    void logThatCouldSayAnythingElseToNginxCannotExist(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> AccessLog.parse(path));
    }

    @Test
    void pathOfTheLogHasAtMost255Characters() {
        assertThat(AccessLog.parse("/" + "a".repeat(254)).path()).isPresent();
        assertThatIllegalArgumentException().isThrownBy(() -> AccessLog.parse("/" + "a".repeat(255)));
    }

    private static List<String> seen(RoutingTable table, AccessLog log, boolean servedBy) {
        return ServedByFile.read(new NginxConfigRenderer(80, CONNECT_TIMEOUT, log, servedBy)
                .render(table, FALLBACK)
                .text());
    }

    @Test
    void noMoreRequestsAreCountedThanNginxCan() {
        assertThat(renderer.render(table(limited(65_534, 1)), FALLBACK).text())
                .contains("limit_conn mandor_workers.requests 65535;");
        assertThat(renderer.render(table(limited(100_000)), FALLBACK).text())
                .contains("limit_conn mandor_workers.requests 65535;");
    }

    @Test
    void requestsAreNotCountedWhileOneServerMayHaveAnyNumber() {
        assertThat(renderer.render(table(limited(40, 0)), FALLBACK).text())
                .contains(" max_conns=40 ")
                .contains("location @busy ")
                .doesNotContain("limit_conn", "max_conns=0");
    }

    @Test
    void longestNameThatNginxTakesByItselfNeedsNoFurtherRoom() {
        String fits = "a".repeat(42) + ".org";

        assertThat(renderer.render(withHost(fits), FALLBACK).text()).doesNotContain("server_names_hash");
        assertThat(renderer.render(withHost("a" + fits), FALLBACK).text())
                .containsOnlyOnce("server_names_hash_bucket_size 512;");
    }

    @Test
    void allServicesAreReadBack() {
        RoutingPlan api = limited(40, 60);
        RoutingPlan web = many(Balancing.CLIENT_HASH, 1, 7, 100);
        RoutingTable three = new RoutingTable(List.of(
                new Route(service("api", 9000, "api.example.org"), api),
                new Route(service("shop_web-2", 9001, "shop.example.org"), reserve("worker1")),
                new Route(service("web", 8080, null), web)));

        assertThat(NginxConfigReader.servingIn(renderer.render(three, FALLBACK).text()))
                .isEqualTo(Map.of(new ServiceName("api"), Serving.of(api), new ServiceName("web"), Serving.of(web)));
    }

    @Test
    void reserveIsBackupEvenWhenItIsNotCalledSo() {
        RoutingPlan plan =
                RoutingPlan.fallbackBefore(List.of(new Server(new NodeName("worker1"), endpoint("worker1"), false)));

        assertThat(renderer.render(table(plan), FALLBACK))
                .isEqualTo(renderer.render(table(reserve("worker1")), FALLBACK));
    }

    @Test
    void connectTimeoutIsWrittenInMilliseconds() {
        NginxConfigRenderer patient = new NginxConfigRenderer(80, Duration.ofSeconds(10));

        assertThat(patient.render(table(plan("worker1")), FALLBACK).text()).contains("proxy_connect_timeout 10000ms;");
    }

    @Test
    void versionIsAnsweredAndChangesWithAnythingThatChanges() {
        NginxConfig config = renderer.render(table(plan("worker1")), FALLBACK);

        assertThat(config.version()).matches("[0-9a-f]{12}");
        assertThat(config.text()).containsOnlyOnce("return 200 \"" + config.version() + "\\n\";");
        assertThat(List.of(
                        config,
                        renderer.render(table(plan("worker2")), FALLBACK),
                        renderer.render(table(plan("worker1")), endpoint("worker9")),
                        new NginxConfigRenderer(80, Duration.ofMillis(101)).render(table(plan("worker1")), FALLBACK)))
                .extracting(NginxConfig::version)
                .doesNotHaveDuplicates();
    }

    @Test
    void nothingOfNodeNamesReachesTheFile() {
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);

            assertThat(renderer.render(table(withNames(randomName(random), randomName(random))), FALLBACK))
                    .as("seed %d", seed)
                    .isEqualTo(renderer.render(table(plan("worker1", "worker2")), FALLBACK));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x;", "x}", "x\nserver 6.6.6.6", "$x", "#x", "x y", "\u0000", "'x'", "\u202ex", ""})
    void nameThatCouldSayAnythingToNginxCannotExist(String hostile) {
        assertThatIllegalArgumentException().isThrownBy(() -> new NodeName(hostile));
    }

    @Test
    void whatWasRenderedIsReadBack() {
        assertThat(servingIn(plan("worker2", "worker1"))).contains(endpoint("worker2"));
        assertThat(servingIn(plan("worker1"))).contains(endpoint("worker1"));
        assertThat(servingIn(RoutingPlan.FALLBACK_ONLY)).isEmpty();
        assertThat(servingIn(reserve("worker1", "worker2"))).isEmpty();

        Endpoint ipv6 = Endpoint.parse("[2001:db8::1]:8080");
        assertThat(servingIn(new RoutingPlan(List.of(new Server(new NodeName("worker1"), ipv6, false)))))
                .contains(ipv6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "upstream workers {\n    server 10.0.0.1:8080 max_fails=1 fail_timeout=10s;\n}\n",
                "upstream mandor_Workers {\n    server 10.0.0.1:8080 max_fails=1 fail_timeout=10s;\n}\n",
                "upstream mandor_workers {\n    server 10.0.0.1:8080;\n}\n",
                "upstream mandor_workers {\n    server app.example:8080 max_fails=1 fail_timeout=10s;\n}\n",
                "upstream mandor_workers {\n    server 10.0.0.1:99999 max_fails=1 fail_timeout=10s;\n}\n",
                "upstream mandor_workers {\n    server 10.0.0.1:8080 max_fails=1 fail_timeout=10s backup;\n}\n",
                "upstream mandor_workers {\n    server 10.0.0.1:8080 max_fails=0 down;\n}\n",
                "upstream mandor_workers.reserve {\n    server 10.0.0.1:8080 max_fails=1 fail_timeout=10s;\n}\n",
                "upstream mandor_workers {\n    server 10.0.0.1:8080 max_fails=1 fail_timeout=10s;\n"
            })
    void nothingIsReadFromOtherFiles(String text) {
        assertThat(NginxConfigReader.servingIn(text).getOrDefault(new ServiceName("workers"), Serving.NOTHING))
                .isEqualTo(Serving.NOTHING);
    }

    @Test
    void fileOfAnEarlierVersionIsReadToo() {
        String text = """
                upstream mandor_workers {
                    zone mandor_workers 64k;
                    server 10.0.0.1:8080 weight=3 max_fails=1 fail_timeout=10s;
                    server 10.0.0.2:8080 max_fails=1 fail_timeout=10s backup;
                }
                """;

        assertThat(NginxConfigReader.servingIn(text))
                .isEqualTo(Map.of(new ServiceName("workers"), new Serving(Map.of(endpoint("worker1"), 3))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"weight=0", "weight=1001", "weight=9999"})
    void weightThatNoPlanCouldHaveMakesTheServiceUnknown(String weight) {
        String server = "    server 10.0.0.1:8080 WEIGHT max_fails=1 fail_timeout=10s;\n";
        String text = "upstream mandor_web {\n" + server.replace("WEIGHT", weight) + "}\nupstream mandor_api {\n"
                + server.replace("WEIGHT", "weight=1000") + "}\n";

        assertThat(NginxConfigReader.servingIn(text))
                .isEqualTo(Map.of(new ServiceName("api"), new Serving(Map.of(endpoint("worker1"), 1000))));
    }

    private static RoutingTable withHost(String host) {
        return new RoutingTable(List.of(new Route(service("web", 8080, host), plan("worker1"))));
    }

    private static Service service(String name, int port, String host) {
        return new Service(
                new ServiceName(name),
                OptionalInt.of(port),
                Optional.ofNullable(host).map(HostName::new),
                new LeastConn());
    }

    /** {@code worker1}, {@code worker2} and so on serve with these weights. */
    private static RoutingPlan many(Balancing balancing, int... weights) {
        return many(balancing, index -> weights[index], index -> 0, weights.length);
    }

    /** {@code worker1}, {@code worker2} and so on serve so many requests at once each. */
    private static RoutingPlan limited(int... maxConns) {
        return many(Balancing.LEAST_CONN, index -> 1, index -> maxConns[index], maxConns.length);
    }

    private static RoutingPlan many(
            Balancing balancing, IntUnaryOperator weight, IntUnaryOperator maxConns, int servers) {
        return new RoutingPlan(
                balancing,
                IntStream.range(0, servers)
                        .mapToObj(index -> new Server(
                                new NodeName("worker" + (index + 1)),
                                endpoint("worker" + (index + 1)),
                                false,
                                weight.applyAsInt(index),
                                maxConns.applyAsInt(index)))
                        .toList(),
                List.of());
    }

    private Optional<Endpoint> servingIn(RoutingPlan plan) {
        return NginxConfigReader.servingIn(
                        renderer.render(table(plan), FALLBACK).text())
                .getOrDefault(new ServiceName("workers"), Serving.NOTHING)
                .first();
    }

    private static RoutingPlan reserve(String... names) {
        return RoutingPlan.fallbackBefore(Stream.of(names)
                .map(name -> new Server(new NodeName(name), endpoint(name), true))
                .toList());
    }

    private static RoutingPlan withNames(NodeName serving, NodeName backup) {
        return new RoutingPlan(List.of(
                new Server(serving, endpoint("worker1"), false), new Server(backup, endpoint("worker2"), true)));
    }

    private static NodeName randomName(Random random) {
        StringBuilder name = new StringBuilder();
        int length = 1 + random.nextInt(253);
        for (int i = 0; i < length; i++) {
            name.append(NAME_LETTERS.charAt(random.nextInt(NAME_LETTERS.length())));
        }
        return new NodeName(name.toString());
    }

    /** {@code -Dmandor.golden.update} accepts what there is now. */
    private static void assertGolden(String name, NginxConfig config) throws IOException {
        if (System.getProperty("mandor.golden.update") != null) {
            Files.writeString(Path.of("src/test/resources/dev/mandor/manager/nginx", name), config.text());
            return;
        }
        try (InputStream golden = NginxConfigRendererTest.class.getResourceAsStream(name)) {
            assertThat(golden).as(name).isNotNull();
            assertThat(config.text()).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
