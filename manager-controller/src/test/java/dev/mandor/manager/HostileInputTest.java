package dev.mandor.manager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.daemon.CommandLines;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.nginx.ServedByFile;
import dev.mandor.model.IpAddress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever a heartbeat that is signed, a label or a flag says: nginx's file, read as nginx reads it, says what the plan says and
 * nothing else, and nobody writes a line of our log. {@code -Dmandor.fuzz.cases} sets the number of inputs; {@code scripts/fuzz}
 * takes a million.
 */
@ExtendWith(QuietLog.class)
class HostileInputTest {
    private static final Integer ASKED_FOR = Integer.getInteger("mandor.fuzz.cases");
    private static final int CASES = ASKED_FOR == null ? 10_000 : ASKED_FOR;
    private static final int STEPS = 6;
    private static final Pattern ONE_LINE = Pattern.compile("[\\x20-\\x7e]{1,3000}");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    /** Not ours: a manager that takes a flag it should have refused cannot start. */
    private static final String NOBODYS_ADDRESS = "192.0.2.77";

    @RegisterExtension
    private final CapturedLog loop = new CapturedLog(ControlLoop.class);

    @RegisterExtension
    private final CapturedLog decisions = new CapturedLog(DecisionLog.class);

    @RegisterExtension
    private final CapturedLog discovery = new CapturedLog(ServiceDiscovery.class);

    @RegisterExtension
    private final CapturedLog intake = new CapturedLog(HeartbeatIntake.class);

    @RegisterExtension
    private final CapturedLog rejections = new CapturedLog(Rejections.class);

    @RegisterExtension
    private final CapturedLog sameName = new CapturedLog(SameNameAlarm.class);

    private int cases;
    private int files;
    private int lines;
    private int refused;
    private int accepted;

    @Test
    void nginxIsToldWhatThePlanSaysAndNothingElse() throws InterruptedException {
        for (long seed = 0; cases < CASES; seed++) {
            HostileSite site = new HostileSite(seed);
            try {
                for (int step = 0; step < STEPS; step++) {
                    site.step();
                    checkFile(site);
                    checkLog(site);
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            cases += site.cases();
            accepted += site.accepted();
        }
        String figures = cases + " inputs, " + accepted + " heartbeats believed, " + refused + " inputs refused, "
                + files + " files, " + lines + " lines of log";
        if (ASKED_FOR != null) {
            System.out.println("Hostile input: " + figures);
        }
        assertThat(accepted).as(figures).isBetween(cases / 4, cases - cases / 10);
        assertThat(refused).as(figures).isGreaterThan(cases / 20);
        assertThat(lines).as(figures).isGreaterThan(files / 4);
    }

    private void checkFile(HostileSite site) {
        files++;
        RoutingTable table = site.wanted();
        String file = site.file();
        List<String> expected = ServedByFile.expected(
                table, site.fallback(), site.listen(), site.connectTimeout().toMillis());
        if (!ServedByFile.read(file).equals(expected)) {
            assertThat(ServedByFile.read(file)).as(file).isEqualTo(expected);
        }
        Set<IpAddress> served = table.routes().stream()
                .flatMap(route -> Stream.concat(route.plan().servers().stream(), route.plan().reserve().stream()))
                .map(Server::endpoint)
                .map(endpoint -> endpoint.ip())
                .collect(Collectors.toSet());
        if (!site.told().containsAll(served)) {
            assertThat(site.told()).as("addresses of heartbeats").containsAll(served);
        }
    }

    private void checkLog(HostileSite site) {
        List<String> refusals = site.takeRefusals();
        refused += refusals.size();
        assertThat(loop.take()).isEmpty();
        Stream.of(refusals, decisions.take(), discovery.take())
                .flatMap(List::stream)
                .forEach(line -> {
                    lines++;
                    if (!ONE_LINE.matcher(line).matches()) {
                        throw new AssertionError("not fit for a log: " + line);
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--service",
                "--fallback",
                "--config-path",
                "--access-log",
                "--listen",
                "--connect-timeout",
                "--strategy",
                "--sticky",
                "--score",
                "--min-free",
                "--max-conns",
                "--threshold",
                "--tolerance",
                "--on-mass-silence"
            })
    void valueOfAFlagIsShownOnOneLine(String flag) {
        Random random = new Random(flag.hashCode());
        for (int number = 0; number < 40; number++) {
            String argument = flag + "=" + HostileText.spoilt("1", random);
            ByteArrayOutputStream err = new ByteArrayOutputStream();

            boolean isWrong = run(err, argument, "--bind", NOBODYS_ADDRESS) == 2; // else it got as far as the socket

            assertThat(err.toString(UTF_8).split("\n", -1))
                    .as(argument)
                    .hasSize(isWrong ? 3 : 2)
                    .noneMatch(UNPRINTABLE.asPredicate())
                    .endsWith(isWrong ? new String[] {"Try 'manager --help'.", ""} : new String[] {""});
        }
    }

    private static int run(ByteArrayOutputStream err, String... args) {
        PrintStream realErr = System.err;
        System.setErr(new PrintStream(err, true, UTF_8));
        try {
            return CommandLines.run(new ManagerCommand(), ManagerCommand.PARSERS, Map.of(), args);
        } finally {
            System.setErr(realErr);
        }
    }
}
