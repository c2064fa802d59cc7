package dev.mandor.manager;

import static dev.mandor.manager.journal.Entries.beat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.daemon.CommandLines;
import dev.mandor.manager.journal.Entries;
import dev.mandor.manager.journal.Journal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReplayCommandTest {
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

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
    void whatIfIsShownBesideWhatWas() throws Exception {
        journal();

        assertThat(run("replay", directory.toString(), "--tolerance", "12")).isZero();
        assertThat(err.toString(UTF_8)).isEmpty();
        assertThat(out.toString(UTF_8).replaceAll(" +\n", "\n")).isEqualTo("""
                from 2026-11-22T12:00:00Z to 2026-11-22T12:01:56Z (116 s)
                45 heartbeats of 2 nodes
                recorded with --interval 3s --max-conns off --on-mass-silence fallback --score memory=1.00 --sticky none --strategy max-free-memory --threshold 5% --tolerance 30s
                replayed with --tolerance 12s

                                                           recorded     replayed
                service workers
                  changes of plan                                 0            3
                  switches                                        0            2
                  share of worker1                          100.0 %       83.6 %
                  share of worker2                            0.0 %       16.4 %
                  share of the fallback                       0.0 %        0.0 %
                all nodes
                  called down                                     0            1
                    false alarm                                   0            1
                    outage                                        0            0
                    not heard again                               0            0

                switches of workers, replayed
                  2026-11-22T12:01:09Z  worker1 -> worker2; worker2 has the most free memory (300 MiB) of 1 live worker
                  2026-11-22T12:01:27Z  worker2 -> worker1; worker1 has 500 MiB more free memory than worker2, the threshold is 50 MiB

                called down, replayed
                  2026-11-22T12:01:09Z  worker1 after 13 s of silence: false alarm
                """);
    }

    @Test
    void programsGetTheSame() throws Exception {
        journal();

        assertThat(run("replay", directory.resolve("journal.jsonl").toString(), "--json", "--strategy", "round-robin"))
                .isZero();
        JsonNode report = JsonMapper.builder().build().readTree(out.toString(UTF_8));
        assertThat(report.path("recorded").path("options").path("tolerance").stringValue())
                .isEqualTo("30s");
        assertThat(report.path("replayed").path("options").path("tolerance").stringValue())
                .isEqualTo("30s");
        assertThat(report.path("replayed")
                        .path("services")
                        .path(0)
                        .path("shares")
                        .path("worker2")
                        .doubleValue())
                .isEqualTo(0.5);
        assertThat(report.path("heartbeats").intValue()).isEqualTo(45);
    }

    @Test
    void journalOfAStrangerCannotSteerTheTerminal() throws Exception {
        String decision = "{\"type\":\"decision\",\"at\":\"2026-11-22T12:00:0%dZ\",\"service\":\"w\",\"plan\":\"\","
                + "\"why\":\"\",\"reason\":\"\\u001b[2J\\u202e\",\"servers\":[%s]}\n";
        String server = "{\"node\":\"w\",\"endpoint\":\"10.0.0.1:80\",\"backup\":false,\"weight\":1,\"maxConns\":0}";
        Path file = directory.resolve("strange");
        Files.writeString(file, decision.formatted(1, server) + decision.formatted(2, ""));

        assertThat(run("replay", file.toString())).isZero();
        assertThat(out.toString(UTF_8)).contains("w -> the fallback; ?[2J?").doesNotContain("\u001b", "\u202e");
    }

    @Test
    void whatNoManagerWroteIsPassedOver() throws Exception {
        String lost = "{\"type\":\"lost\",\"at\":\"%s\",\"entries\":1}\n";
        Path file = directory.resolve("damaged");
        Files.writeString(
                file,
                lost.formatted("2926-11-22T12:00:00Z")
                        + lost.formatted("2026-11-22T12:00:00Z")
                        + "{\"type\":\"paused\",\"at\":\"2026-11-22T12:00:01Z\",\"lastedMillis\":9223372036854775807}\n"
                        + "{\"type\":\"node\",\"at\":\"2026-11-22T12:00:01Z\",\"node\":\"w\",\"state\":\"down\",\"silenceMillis\":-1}\n"
                        + lost.formatted("2026-11-22T12:00:02Z")
                        + lost.formatted("-999999999-01-01T00:00:00Z"));

        assertThat(run("replay", file.toString())).isZero();
        assertThat(err.toString(UTF_8)).isEmpty();
        assertThat(out.toString(UTF_8))
                .startsWith("from 2026-11-22T12:00:00Z to 2026-11-22T12:00:02Z (2 s)\n")
                .contains("4 damaged lines skipped, 2 entries missing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    replay                                  | Missing required parameter: 'JOURNAL'
                    replay /no/such/journal                 | there is no file /no/such/journal
                    replay /dev/null                        | /dev/null is not a journal of the manager
                    replay DIR                              | there is no journal.jsonl in DIR
                    replay DIR/text                         | DIR/text is not a journal of the manager, or an empty one
                    replay DIR/odd                          | DIR/odd has a --strategy that there is not: no such strategy
                    replay DIR/good --max-conns auto        | --max-conns auto cannot be replayed
                    replay DIR/good --tolerance 5           | --tolerance 5 s is too short for --interval 3 s
                    replay DIR/good --interval 49ms         | --interval must be at least 50ms, not 49 ms
                    replay DIR/good --sticky ip-hash        | --sticky ip-hash cannot be had with --strategy max-free-memory
                    replay DIR/good --threshold much        | 'much': expected an amount such as 64MiB
                    """)
    void wrongUsageEndsWithTwoAndOneSentence(String arguments, String sentence) throws IOException {
        String opened = "{\"type\":\"opened\",\"at\":\"2026-11-22T12:00:00Z\",\"start\":true,\"options\":{%s}}\n";
        Files.writeString(directory.resolve("text"), "some text\nof several lines\n");
        Files.writeString(directory.resolve("good"), opened.formatted(""));
        Files.writeString(directory.resolve("odd"), opened.formatted("\"strategy\":\"luck\""));
        String here = directory.toString();

        assertThat(run(arguments.replace("DIR", here).split(" +"))).isEqualTo(2);
        assertThat(err.toString(UTF_8).lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("manager replay: ")
                .contains(sentence.replace("DIR", here));
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    /** Of two nodes; the better one's heartbeats are lost for 20 s, and it is not called down. */
    private void journal() throws Exception {
        Journal journal = new Journal(
                directory,
                Entries.opened(
                        0, ReplayTest.options(30, Strategy.MAX_FREE_MEMORY).toMap()));
        for (int second = 1; second <= 120; second += 5) {
            if (second < 60 || second > 75) {
                journal.offer(beat(second, "worker1", 1, second / 5, 800));
            }
            journal.offer(beat(second, "worker2", 1, second / 5, 300));
        }
        journal.offer(Entries.decided(6, TestNodes.plan("worker1", "worker2")));
        Thread writer = new Thread(journal, "journal under test");
        writer.start();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        Path file = directory.resolve("journal.jsonl");
        while (!Files.exists(file) || Files.readAllLines(file).size() < 47) {
            assertThat(System.nanoTime()).as("patience").isLessThan(deadline);
            Thread.onSpinWait();
        }
        writer.interrupt();
        writer.join();
    }

    private static int run(String... arguments) {
        return CommandLines.run(new ManagerCommand(), ManagerCommand.PARSERS, Map.of(), arguments);
    }
}
