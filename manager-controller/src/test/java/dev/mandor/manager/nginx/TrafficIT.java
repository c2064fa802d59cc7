package dev.mandor.manager.nginx;

import static dev.mandor.manager.TestNodes.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.nginx.ConfigApplier.Wanted;
import dev.mandor.manager.traffic.Answerer;
import dev.mandor.manager.traffic.Answerer.Kind;
import dev.mandor.manager.traffic.Answers;
import dev.mandor.manager.traffic.TrafficReceiver;
import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import dev.mandor.model.NodeName;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the real nginx tells of its requests, and that it logs on as it did. */
@OnEveryNginx
class TrafficIT {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long FROZEN = 0; // no figure gets old while a test waits

    @TempDir
    private Path dir;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(60));
    private final List<TrafficReceiver> receivers = new ArrayList<>();
    private RealNginx nginx;
    private Backend fallback;
    private Backend worker;
    private Endpoint listening;

    @BeforeEach
    void start() throws Exception {
        fallback = Backend.answering("fallback");
        worker = Backend.answering("worker");
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            listening = new Endpoint(IpAddress.parse("127.0.0.1"), socket.getLocalPort());
        }
    }

    @AfterEach
    void stop() throws Exception {
        receivers.forEach(TrafficReceiver::close);
        nginx.stop();
        fallback.stop();
        worker.stop();
    }

    @Test
    void whoAnsweredHowManyRequestsIsKnown() throws Exception {
        nginx = RealNginx.start(dir);
        TrafficReceiver receiver = receiver();
        ConfigApplier applier = applier(receiver, AccessLog.OFF);

        applier.apply(wanted(worker.endpoint()));
        get(30);
        applier.apply(wanted(Backend.refusing(), Backend.refusing()));
        get(10);
        await(() -> receiver.state().received() == 40);

        Map<Answerer, Answers> answerers = answerers(receiver);
        assertThat(answerers.get(new Answerer(Kind.SERVER, Optional.of(worker.endpoint()))))
                .satisfies(its -> {
                    assertThat(its.requests()).isEqualTo(30);
                    assertThat(its.failedByNginx() + its.failedByApplication()).isZero();
                    assertThat(its.p50Millis()).isLessThanOrEqualTo(its.p99Millis());
                });
        assertThat(answerers.get(Answerer.FALLBACK).requests()).isEqualTo(10);
        assertThat(receiver.state().dropped()).isZero();
    }

    @Test
    void requestThatNobodyAnswersIsAFailureOfNginxs() throws Exception {
        nginx = RealNginx.start(dir);
        TrafficReceiver receiver = receiver();
        fallback.stop();

        applier(receiver, AccessLog.OFF).apply(wanted(Backend.refusing(), Backend.refusing()));
        get(3);
        await(() -> receiver.state().received() == 3);

        assertThat(receiver.state().heard().services().get("workers").failedByNginx())
                .isEqualTo(3);
    }

    @Test
    void logsOfTheUserGetTheirLinesAsBefore() throws Exception {
        nginx = RealNginx.start(
                dir,
                "*.conf",
                "log_format mine '$status mine'; access_log DIR/one.log mine; access_log DIR/two.log combined buffer=32k flush=1s;");
        TrafficReceiver receiver = receiver();

        applier(receiver, AccessLog.OFF).apply(wanted(worker.endpoint()));
        get(5);
        await(() -> receiver.state().received() == 5);
        nginx.stop();

        assertThat(Files.readAllLines(dir.resolve("one.log")))
                .containsOnly("200 mine")
                .hasSizeGreaterThanOrEqualTo(5);
        assertThat(Files.readAllLines(dir.resolve("two.log")).stream().filter(line -> line.contains("GET / HTTP/1.1")))
                .hasSize(5);
    }

    @Test
    void nginxWhoseLogCannotBeRepeatedTellsNothingAndLogsAsBefore() throws Exception {
        nginx = RealNginx.start(dir, "*.conf", "access_log 'DIR/my own.log';");
        TrafficReceiver receiver = receiver();

        applier(receiver, AccessLog.OFF).apply(wanted(worker.endpoint()));
        get(2);
        nginx.stop();

        assertThat(Files.readString(nginx.conf())).doesNotContain("syslog", "access_log /");
        assertThat(Files.readAllLines(dir.resolve("my own.log")).stream().filter(line -> line.contains("GET / HTTP")))
                .hasSize(2);
        assertThat(receiver.state().received()).isZero();
    }

    @Test
    void fileThatTheUserNamedForOurSitesStandsBesideIt() throws Exception {
        nginx = RealNginx.start(dir, "*.conf", "access_log 'DIR/my own.log';");
        TrafficReceiver receiver = receiver();

        applier(receiver, AccessLog.parse(dir.resolve("mandor.log").toString())).apply(wanted(worker.endpoint()));
        get(2);
        await(() -> receiver.state().received() == 2);
        nginx.stop();

        assertThat(Files.readAllLines(dir.resolve("mandor.log"))).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Sampling.class)
    void restartOfTheManagerChangesNothingWhateverIsSampled(Sampling sampling) throws Exception {
        nginx = RealNginx.start(dir);
        TrafficReceiver before = receiver();
        before.onFound(sampling); // as if it had become so
        applier(before, AccessLog.OFF).apply(wanted(worker.endpoint()));
        String file = Files.readString(nginx.conf());
        assertThat(NginxConfigReader.samplingIn(file)).contains(sampling);
        before.close();

        TrafficReceiver after = receiver();
        int[] installs = {0};
        new ConfigApplier(
                        new LocalNginxGateway(runner),
                        nginx.installer(),
                        renderer(AccessLog.OFF),
                        Optional.of(fallback.endpoint()),
                        System::nanoTime,
                        new ApplyListener() {
                            @Override
                            public void onBegin(Step step) {}

                            @Override
                            public void onInstalled(NginxConfig config, Duration took) {
                                installs[0]++;
                            }

                            @Override
                            public void onLook(Optional<String> problem) {
                                assertThat(problem).isEmpty();
                            }
                        },
                        after)
                .apply(wanted(worker.endpoint()));

        assertThat(installs[0]).isZero();
        assertThat(Files.readString(nginx.conf())).isEqualTo(file);
        if (sampling == Sampling.ALL) { // what runs is believed without an install
            get(1);
            await(() -> after.state().received() == 1);
        }
    }

    private TrafficReceiver receiver() {
        TrafficReceiver receiver = new TrafficReceiver(Optional.of(listening), () -> FROZEN);
        receivers.add(receiver);
        Thread thread = new Thread(receiver, "traffic");
        thread.setDaemon(true);
        thread.start();
        return receiver;
    }

    private NginxConfigRenderer renderer(AccessLog log) {
        return new NginxConfigRenderer(nginx.port(), Duration.ofMillis(100), log, false);
    }

    private ConfigApplier applier(TrafficReceiver receiver, AccessLog log) {
        return new ConfigApplier(
                new LocalNginxGateway(runner),
                nginx.installer(),
                renderer(log),
                Optional.of(fallback.endpoint()),
                System::nanoTime,
                ApplyListener.NONE,
                receiver);
    }

    private static Map<Answerer, Answers> answerers(TrafficReceiver receiver) {
        return receiver.state()
                .heard()
                .answerers((service, server) -> new Answerer(Kind.SERVER, Optional.of(server)))
                .get("workers");
    }

    private static Wanted wanted(Endpoint serving, Endpoint... backups) {
        return new Wanted(
                table(new RoutingPlan(Stream.concat(
                                Stream.of(new Server(new NodeName("serving"), serving, false)),
                                Stream.of(backups).map(it -> new Server(new NodeName("backup" + it.port()), it, true)))
                        .toList())),
                true);
    }

    private void get(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nginx.port() + "/"))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).isLessThan(PATIENCE_NANOS);
            Thread.onSpinWait();
        }
    }
}
