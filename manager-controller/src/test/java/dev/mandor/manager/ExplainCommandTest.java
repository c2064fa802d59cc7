package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.snapshot;
import static dev.mandor.manager.view.TestViews.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.daemon.CommandLines;
import dev.mandor.manager.http.StatusServer;
import dev.mandor.manager.view.StatusJson;
import dev.mandor.manager.view.TestViews;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How {@code manager explain} and {@code manager status} meet their user; the manager asked is one in this process. */
@ExtendWith(QuietLog.class)
class ExplainCommandTest {
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final TestViews manager = new TestViews();
    private StatusServer server;

    @BeforeEach
    void start() throws IOException {
        server = StatusServer.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), manager.view());
        server.start();
        System.setOut(new PrintStream(out, true, UTF_8));
        System.setErr(new PrintStream(err, true, UTF_8));
    }

    @AfterEach
    void stop() {
        System.setOut(realOut);
        System.setErr(realErr);
        server.close();
    }

    @Test
    void saysWhoServesAndWhatWouldChangeIt() {
        manager.tick(NOW, snapshot(live("worker1", 400), live("worker2", 300)));

        manager.applied();

        assertThat(run("explain")).isZero();
        assertThat(out.toString(UTF_8))
                .startsWith("serving: worker1 serves, backups: worker2; no site is asked, see --probe\n")
                .contains("\nworker1 serves, backups: worker2\nbecause worker1 has the most free memory")
                .contains(
                        "\n  -> when its steady free memory falls to 299 MiB, 101 MiB less than now: worker2 serves\n")
                .contains("\n  -> with 401 MiB of steady free memory, 101 MiB more than now: it serves\n");
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void jsonIsThatOfTheServiceAskedFor() {
        manager.tick(NOW, snapshot(live("worker1", 400)));

        assertThat(run("explain", "workers", "--json")).isZero();
        assertThat(StatusJson.readExplanations(out.toString(UTF_8)))
                .isEqualTo(manager.view().explanations());
    }

    @Test
    void beforeTheFirstDecisionThereIsNothingToExplain() {
        assertThat(run("explain")).isZero();
        assertThat(out.toString(UTF_8)).isEqualTo("nothing is decided yet\n");
    }

    @Test
    void serviceThatIsNotThereIsWrongUsage() {
        manager.tick(NOW, snapshot(live("worker1", 400)));

        assertThat(run("explain", "api")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("manager explain: there is no service 'api'; there is workers\n");
    }

    @Test
    void noManagerIsThree() {
        server.close();

        assertThat(run("explain")).isEqualTo(3);
        assertThat(run("status")).isEqualTo(3);
        assertThat(err.toString(UTF_8).lines())
                .hasSize(2)
                .allMatch(
                        line -> line.matches(
                                "manager (explain|status): no manager answers at http://127\\.0\\.0\\.1:.*: name that with --http"));
    }

    @Test
    void nowhereToAskIsWrongUsage() {
        assertThat(CommandLines.run(new ManagerCommand(), ManagerCommand.PARSERS, Map.of(), "explain", "--http", "off"))
                .isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("manager explain: --http off: there is nowhere to ask\n");
    }

    @Test
    void statusIsZeroWhereWorkersServeAndElseOne() {
        manager.tick(NOW, snapshot(live("worker1", 400)));
        assertThat(run("status")).isOne();

        manager.applied();
        assertThat(run("status")).isZero();
        assertThat(out.toString(UTF_8))
                .contains(
                        "serving: worker1 serves, no backup; no site is asked, see --probe\nworker1 serves, no backup");
    }

    private int run(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--http";
        all[arguments.length + 1] = "127.0.0.1:" + server.address().getPort();
        return CommandLines.run(new ManagerCommand(), ManagerCommand.PARSERS, Map.of(), all);
    }
}
