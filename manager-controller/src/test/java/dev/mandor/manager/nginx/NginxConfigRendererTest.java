package dev.mandor.manager.nginx;

import static dev.mandor.manager.TestNodes.endpoint;
import static dev.mandor.manager.TestNodes.plan;
import static dev.mandor.manager.TestNodes.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.model.Endpoint;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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
                "upstream mandor_workers {\n    server 10.0.0.1:8080 max_fails=0;\n}\n",
                "upstream mandor_workers.reserve {\n    server 10.0.0.1:8080 max_fails=1 fail_timeout=10s;\n}\n",
                "upstream mandor_workers {\n    server 10.0.0.1:8080 max_fails=1 fail_timeout=10s;\n"
            })
    void nothingIsReadFromOtherFiles(String text) {
        assertThat(NginxConfigReader.servingIn(text).getOrDefault(new ServiceName("workers"), Serving.NOTHING))
                .isEqualTo(Serving.NOTHING);
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

    private static void assertGolden(String name, NginxConfig config) throws IOException {
        try (InputStream golden = NginxConfigRendererTest.class.getResourceAsStream(name)) {
            assertThat(golden).as(name).isNotNull();
            assertThat(config.text()).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
