package dev.mandor.manager.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.HostName;
import dev.mandor.manager.cluster.LeastConn;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.RoutingTable.Route;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.probe.FallbackAnswer;
import dev.mandor.manager.probe.Place;
import dev.mandor.manager.probe.Prober;
import dev.mandor.manager.probe.Prober.Targets;
import dev.mandor.manager.probe.Report;
import dev.mandor.manager.probe.Site;
import dev.mandor.manager.probe.SiteAnswer;
import dev.mandor.manager.probe.SiteAnswer.Kind;
import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who answers at a site, asked through the real nginx. */
@OnEveryNginx
class SiteProbeIT {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");
    private static final HostName HOST = new HostName("www.example.org");
    private static final Service WEB =
            new Service(new ServiceName("web"), OptionalInt.empty(), Optional.of(HOST), new LeastConn());

    @TempDir
    private Path dir;

    private final ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(20));
    private final NginxInstance local =
            new LocalNginxGateway(runner).instances().get(0);
    private RealNginx nginx;
    private Backend worker;
    private Backend fallback;
    private Endpoint fallbackAt;
    private volatile Targets targets = new Targets(Optional.empty(), List.of());
    private Prober prober;
    private Thread thread;

    @BeforeEach
    void start() throws Exception {
        nginx = RealNginx.start(dir);
        worker = Backend.answering("worker");
        fallback = Backend.answering("fallback");
        fallbackAt = fallback.endpoint();
        prober = new Prober(
                () -> new Place(new Endpoint(LOOPBACK, nginx.port()), true),
                () -> fallbackAt,
                () -> targets,
                System::nanoTime);
        thread = new Thread(prober, "probe");
        thread.start();
    }

    @AfterEach
    void stop() throws Exception {
        thread.interrupt();
        thread.join();
        nginx.stop();
        worker.stop();
        fallback.stop();
    }

    @Test
    void workerThatAnswersIsNamed() throws Exception {
        install(plan(worker.endpoint()));

        assertThat(await(answer -> answer.kind() == Kind.SERVER).server()).contains(worker.endpoint());
    }

    @Test
    void nextServerIsTheOneThatAnsweredWhereTheFirstIsNotThere() throws Exception {
        install(plan(Backend.refusing(), worker.endpoint()));

        assertThat(await(answer -> answer.kind() == Kind.SERVER).server()).contains(worker.endpoint());
    }

    @Test
    void fallbackThatAnswersInsteadIsNamed() throws Exception {
        install(plan(Backend.refusing()));

        assertThat(await(answer -> answer.kind() == Kind.SERVER).server()).contains(fallback.endpoint());
    }

    @Test
    void nginxItselfAnswersWhereNobodyElseIsThere() throws Exception {
        fallback.stop();
        install(plan(Backend.refusing()));

        assertThat(await(answer -> answer.kind() == Kind.NGINX).status()).isEqualTo(502);
        assertThat(awaitFallback(answer -> !answer.answers()).obstacle()).contains("refuses connections");
    }

    @Test
    void siteThatTakesTheHostNameIsAnother() throws Exception {
        install(plan(worker.endpoint()));
        await(SiteAnswer::isGood);

        takeTheName();
        reload();
        askAgain();

        assertThat(await(answer -> answer.kind() == Kind.ANOTHER_SITE).status()).isEqualTo(200);
    }

    @Test
    void fileThatWasDeletedIsSeenByWhoAnswersThen() throws Exception {
        install(plan(worker.endpoint()));
        await(SiteAnswer::isGood);

        Files.delete(nginx.conf());
        reload();
        askAgain();

        assertThat(await(answer -> answer.kind() == Kind.REFUSED).words()).contains("refused");
    }

    @Test
    void strangersAndApplicationsLearnNothing() throws Exception {
        String version = install(plan(worker.endpoint()));

        assertThat(ask("X-Mandor-Probe: 0123456789ab")).contains("200 OK").doesNotContain("X-Mandor-Probe");
        assertThat(ask("X-Other: 1")).contains("200 OK").doesNotContain("X-Mandor-Probe");
        assertThat(ask("X-Mandor-Probe: " + version))
                .contains("X-Mandor-Probe: " + version + " " + worker.endpoint() + "|0.0");
        assertThat(worker.lastRequest()).doesNotContain("X-Mandor-Probe");
    }

    private String ask(String field) throws IOException {
        try (Socket socket = new Socket(LOOPBACK.address(), nginx.port())) {
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n" + field + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /** Returns the version that nginx runs now, and has it asked for. */
    private String install(RoutingPlan plan) throws IOException, InterruptedException {
        NginxConfig config = new NginxConfigRenderer(nginx.port(), Duration.ofMillis(500))
                .render(new RoutingTable(List.of(new Route(WEB, plan))), fallbackAt);
        nginx.installer().install(local, config);
        targets = targets(config.version());
        return config.version();
    }

    private static Targets targets(String version) {
        return new Targets(Optional.of(version), List.of(new Site(WEB.name(), WEB.host(), WEB.port(), false)));
    }

    /** Else it would be asked within a minute: a service that is gone for a moment is new. */
    private void askAgain() throws InterruptedException {
        Targets before = targets;
        targets = new Targets(before.version(), List.of());
        until(() -> prober.probes().sites().isEmpty() ? Optional.of(true) : Optional.empty());
        targets = before;
    }

    // Of two sites of one name nginx takes the first that it reads.
    private void takeTheName() throws IOException {
        Files.writeString(
                dir.resolve("conf.d/a.conf"),
                "server { listen " + nginx.port() + "; server_name " + HOST + "; return 200 other; }");
    }

    private void reload() throws IOException, InterruptedException {
        runner.run(Stream.concat(nginx.command().stream(), Stream.of("-s", "reload"))
                .toList());
    }

    private static RoutingPlan plan(Endpoint serving, Endpoint... backups) {
        Stream<Server> others = Stream.of(backups).map(backup -> new Server(new NodeName("worker2"), backup, true));
        return new RoutingPlan(Stream.concat(Stream.of(new Server(new NodeName("worker1"), serving, false)), others)
                .toList());
    }

    private SiteAnswer await(Predicate<SiteAnswer> wanted) throws InterruptedException {
        return until(() -> prober.probes().site(WEB.name()).filter(wanted));
    }

    private FallbackAnswer awaitFallback(Predicate<FallbackAnswer> wanted) throws InterruptedException {
        return until(() -> Optional.ofNullable(prober.probes().fallbacks().get(WEB.name()))
                .map(Report::found)
                .filter(wanted));
    }

    private static <T> T until(Supplier<Optional<T>> look) throws InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE_NANOS) {
            Optional<T> seen = look.get();
            if (seen.isPresent()) {
                return seen.get();
            }
            Thread.sleep(20);
        }
        throw new AssertionError("not within " + Duration.ofNanos(PATIENCE_NANOS));
    }
}
