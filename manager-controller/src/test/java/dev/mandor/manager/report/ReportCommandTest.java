package dev.mandor.manager.report;

import static dev.mandor.manager.report.Logged.line;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.daemon.CommandLines;
import dev.mandor.daemon.OptionParsers;
import dev.mandor.manager.TestNodes;
import dev.mandor.manager.nginx.AccessLog;
import dev.mandor.model.HeartbeatCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    private static final String ONE = "10.0.0.1:8080";
    private static final String TWO = "10.0.0.2:8080";
    private static final List<String> HOSTILE = List.of(
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "'onload='alert(1)",
            "</style><script>",
            "&lt;script&gt;",
            "\u202e\u0000\u2028");

    @TempDir
    private Path dir;

    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    @Test
    void pageAndSummaryOfAFailover() throws IOException {
        Path log = Files.write(dir.resolve("mandor.log"), failover());

        assertThat(run(log.toString())).isZero();

        assertThat(err.toString(UTF_8)).isEmpty();
        assertGolden("failover.txt", out.toString(UTF_8));
        assertGolden("failover.html", page());
    }

    @Test
    void sameLogGivesTheSameBytes() throws IOException {
        Path log = Files.write(dir.resolve("mandor.log"), failover());
        run(log.toString());
        String first = page();
        run(log.toString());

        assertThat(page()).isEqualTo(first);
    }

    @Test
    void nodesHaveNamesWhereAFileTellsThem() throws IOException {
        Path log = Files.write(dir.resolve("mandor.log"), failover());
        Path names =
                Files.write(dir.resolve("newest.jsonl"), HeartbeatCodec.encode(TestNodes.heartbeat("worker1", 1, 1)));

        assertThat(run(log.toString(), "--names", names.toString())).isZero();

        assertThat(out.toString(UTF_8)).contains("\nworker1 (10.0.0.1:8080) ", "\n10.0.0.2:8080 ");
        assertThat(page()).contains("<td>worker1 (10.0.0.1:8080)</td>");
    }

    @Test
    void nothingInALogBecomesMarkup() throws IOException {
        List<String> lines = new ArrayList<>(failover());
        Random random = new Random(11);
        for (int i = 0; i < 3000; i++) {
            String line = lines.get(random.nextInt(600));
            String hostile = HOSTILE.get(random.nextInt(HOSTILE.size()));
            int from = random.nextInt(line.length());
            lines.add(line.substring(0, from)
                    + (random.nextBoolean() ? hostile : hostile.replace("\"", "\\\""))
                    + line.substring(Math.min(line.length(), from + random.nextInt(20))));
        }
        Path log = Files.write(dir.resolve("x<img src=x>&.log"), lines);

        assertThat(run(log.toString())).isZero();

        assertThat(page())
                .doesNotContain("<script", "<img", "onerror", "onload", "\u202e", "\u0000", "http://", "https://")
                .contains("<title>Requests in x&lt;img src=x&gt;&amp;.log</title>")
                .containsOnlyOnce("</style>");
    }

    @Test
    void everyTextIsEscaped() {
        for (String hostile : HOSTILE) {
            assertThat(Markup.escaped(hostile)).doesNotContain("<", ">", "\"", "'", "\u202e", "\u0000", "\u2028");
        }
        assertThat(Markup.escaped("a & ü")).isEqualTo("a &amp; ü");
    }

    @Test
    void usualLogOfNginxIsToldFromOurs() throws IOException {
        Path log = Files.writeString(
                dir.resolve("access.log"),
                "10.0.0.9 - - [21/Nov/2026:19:35:11 +0000] \"GET / HTTP/1.1\" 200 612 \"-\" \"curl/8\"\n");

        assertWrongUsage(
                "access.log is in nginx's usual format, which does not say who answered in what time; start"
                        + " the manager with --access-log PATH",
                log.toString());
    }

    @Test
    void whatCannotBeReportedIsToldInOneSentence() throws IOException {
        Path empty = Files.createFile(dir.resolve("empty.log"));
        Path other = Files.writeString(dir.resolve("other.log"), "hello\n");
        Path ours = Files.writeString(dir.resolve("ours.log"), line(0, 1, ONE));

        assertWrongUsage("empty.log holds no request; start the manager", empty.toString());
        assertWrongUsage("other.log holds no line in the format of --access-log", other.toString());
        assertWrongUsage("there is no file /no/such", "/no/such");
        assertWrongUsage(" is a folder, not a log", dir.toString());
        assertWrongUsage("is the log itself", ours.toString(), "--out", ours.toString());
        assertWrongUsage("--out /no/such/page.html cannot be written", ours.toString(), "--out", "/no/such/page.html");
        assertWrongUsage("is not the file newest.jsonl", ours.toString(), "--names", other.toString());
        assertWrongUsage("--names /no/such cannot be read", ours.toString(), "--names", "/no/such");
    }

    /** Two minutes; {@link #ONE} serves, breaks down at 60 s, {@link #TWO} takes over. */
    private static List<String> failover() {
        Random random = new Random(3);
        List<String> lines = new ArrayList<>();
        for (long millis = 0; millis < 120_000; millis += 50) {
            long took = 3 + random.nextInt(9) * (long) random.nextInt(9);
            if (millis < 60_000) {
                lines.add(line(millis, took, ONE));
            } else if (millis < 60_100) {
                lines.add(line(millis, 200, 101 + took, ONE + ", " + TWO, "-, 0.001"));
            } else if (millis == 61_000) {
                lines.add(line(millis, 502, took, TWO, "0.001"));
            } else {
                lines.add(line(millis, took, TWO));
            }
        }
        lines.add("not ours");
        return lines;
    }

    private void assertWrongUsage(String sentence, String... args) {
        err.reset();
        assertThat(run(args)).isEqualTo(2);
        assertThat(err.toString(UTF_8).lines()).hasSize(2).first().asString().contains(sentence);
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    private int run(String... args) {
        Map<String, String> environment =
                Map.of("MANDOR_OUT", dir.resolve("report.html").toString());
        OptionParsers parsers = OptionParsers.of(AccessLog.class, AccessLog::parse);
        return CommandLines.run(new ReportCommand(), parsers, environment, args);
    }

    private String page() throws IOException {
        return Files.readString(dir.resolve("report.html"));
    }

    /** {@code -Dmandor.report.update} accepts what there is now. */
    private static void assertGolden(String name, String actual) throws IOException {
        if (System.getProperty("mandor.report.update") != null) {
            Files.writeString(Path.of("src/test/resources/dev/mandor/manager/report", name), actual);
            return;
        }
        try (InputStream golden = ReportCommandTest.class.getResourceAsStream(name)) {
            assertThat(golden).as(name).isNotNull();
            assertThat(actual).isEqualTo(new String(golden.readAllBytes(), UTF_8));
        }
    }
}
