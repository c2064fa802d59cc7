package dev.mandor.manager.nginx;

import static dev.mandor.manager.TestNodes.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.daemon.CommandLines;
import dev.mandor.daemon.OptionParsers;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.report.ReportCommand;
import dev.mandor.model.Endpoint;
import dev.mandor.model.NodeName;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real nginx logs, and that a report of it tells what happened. */
@OnEveryNginx
class AccessLogIT {
    @TempDir
    private Path dir;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(20));
    private Path log;
    private RealNginx nginx;
    private NginxConfigRenderer renderer;
    private Backend fallback;
    private Backend one;
    private Backend two;
    private Backend dying;

    @BeforeEach
    void start() throws Exception {
        log = dir.resolve("mandor.log");
        nginx = RealNginx.start(dir);
        renderer = new NginxConfigRenderer(nginx.port(), Duration.ofMillis(100), AccessLog.parse(log.toString()), true);
        fallback = Backend.answering("fallback");
        one = Backend.answering("one");
        two = Backend.answering("two");
        dying = Backend.dying();
    }

    @AfterEach
    void stop() throws Exception {
        nginx.stop();
        for (Backend backend : List.of(fallback, one, two, dying)) {
            backend.stop();
        }
    }

    @Test
    void countsOfTheReportAreTheTruth() throws Exception {
        install(one.endpoint(), two.endpoint());
        get(150);
        install(dying.endpoint(), two.endpoint());
        get(120); // the first goes on from the dying one
        install(dying.endpoint());
        assertThat(send("POST").statusCode()).isEqualTo(502);
        install(Backend.refusing(), Backend.refusing());
        get(40); // the first from both that refuse, the others from none
        nginx.stop(); // has written all then

        String summary = report();

        assertThat(List.of(one.requests(), two.requests(), fallback.requests())).containsExactly(150, 120, 40);
        assertThat(requestsOf(one, summary)).isEqualTo("150");
        assertThat(requestsOf(two, summary)).isEqualTo("120");
        assertThat(requestsOf(fallback, summary)).isEqualTo("40");
        assertThat(requestsOf(dying, summary)).isEqualTo("1");
        assertThat(summary)
                .startsWith("311 requests from ")
                .contains(" UTC: 1 failed (0.32 %), ")
                .doesNotContain("do not count");
        assertThat(summary.lines().filter(line -> line.contains("30 s after"))).hasSize(2);
        assertThat(Files.readString(dir.resolve("page.html"))).contains("<td>" + one.endpoint() + "</td><td>150</td>");
    }

    @Test
    void clientIsToldWhoWasAsked() throws Exception {
        install(one.endpoint());
        assertThat(servedBy()).isEqualTo(one.endpoint().toString());

        install(dying.endpoint(), two.endpoint());
        assertThat(servedBy()).isEqualTo(dying.endpoint() + ", " + two.endpoint());
    }

    @Test
    void logSaysNothingOfWhoAskedForWhat() throws Exception {
        install(one.endpoint());
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nginx.port() + "/a?token=secret"))
                .header("User-Agent", "agent-of-somebody")
                .header("Referer", "secret")
                .build();
        client.send(request, BodyHandlers.ofString());
        nginx.stop();

        assertThat(Files.readString(log))
                .contains("\"upstream_addr\":\"" + one.endpoint() + "\"", "\"method\":\"GET\"")
                .doesNotContain("secret", "somebody", "/a", "\"127.0.0.1\"");
    }

    @Test
    void noLogOfOursLeavesThatOfNginxAsItIs() throws Exception {
        renderer = new NginxConfigRenderer(nginx.port(), Duration.ofMillis(100));
        install(one.endpoint());

        assertThat(send("GET").headers().firstValue("X-Served-By")).isEmpty();
        assertThat(log).doesNotExist();
    }

    private String report() {
        PrintStream realOut = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertThat(CommandLines.run(
                            new ReportCommand(),
                            OptionParsers.of(AccessLog.class, AccessLog::parse),
                            Map.of(),
                            log.toString(),
                            "--out",
                            dir.resolve("page.html").toString()))
                    .isZero();
        } finally {
            System.setOut(realOut);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String requestsOf(Backend backend, String summary) {
        Matcher row = Pattern.compile("(?m)^" + Pattern.quote(backend.endpoint().toString()) + " +([0-9,]+) ")
                .matcher(summary);
        assertThat(row.find()).as(summary).isTrue();
        return row.group(1);
    }

    private void get(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            assertThat(send("GET").statusCode()).isEqualTo(200);
        }
    }

    private String servedBy() throws Exception {
        return send("GET").headers().firstValue("X-Served-By").orElse("nobody");
    }

    private HttpResponse<String> send(String method) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nginx.port() + "/"))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private void install(Endpoint serving, Endpoint... backups) throws Exception {
        RoutingPlan plan = new RoutingPlan(Stream.concat(
                        Stream.of(new Server(new NodeName("serving"), serving, false)),
                        Stream.of(backups)
                                .map(backup -> new Server(new NodeName("backup" + backup.port()), backup, true)))
                .toList());
        nginx.installer()
                .install(
                        new LocalNginxGateway(runner).instances().get(0),
                        renderer.render(table(plan), fallback.endpoint(), nginx.facts()));
    }
}
