package dev.mandor.manager.nginx;

import static dev.mandor.manager.TestNodes.plan;
import static dev.mandor.manager.TestNodes.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.CapturedLog;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.model.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Applier, gateway and installer together, on an engine that fails. Whatever happens, nginx has loaded a whole file that it
 * accepts, and runs the wanted plan one interval after the fault is gone, or at the end of the pause it was given.
 */
class ApplyFaultsTest {
    private static final Endpoint FALLBACK = Endpoint.parse("192.168.56.101:8080");
    private static final RoutingPlan FIRST = plan("worker1", "worker2");
    private static final RoutingPlan SECOND = plan("worker2", "worker1");

    @RegisterExtension
    private final CapturedLog log = new CapturedLog(ConfigApplier.class);

    @TempDir
    private Path dir;

    private final NginxConfigRenderer renderer = new NginxConfigRenderer(80, Duration.ofMillis(100));
    private final FakeEngine engine = new FakeEngine();
    private FakeHost host;
    private ConfigApplier applier = freshApplier();
    private long now;

    @BeforeEach
    void firstPlanIsApplied() throws Exception {
        host = engine.start("c1", dir.resolve("c1"));
        tick(FIRST);
        assertRuns(FIRST);
        log.take();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ps   | no answer within 3 s
                    ps   | Cannot connect to the Docker daemon at unix:///var/run/docker.sock
                    ps   | error during connect: 500 Internal Server Error
                    ps   | the program is not installed
                    cp   | no answer within 3 s
                    cp   | no space left on device
                    cp   | the program is not installed
                    exec | no answer within 3 s
                    exec | error during connect: 500 Internal Server Error
                    """)
    void engineThatFailsCostsNothingButTime(String verb, String words) throws Exception {
        engine.fault = (call, command) -> {
            if (command.get(1).equals(verb)) {
                throw CommandFailedException.ended(command, 1, words);
            }
        };
        tick(SECOND);
        tick(SECOND);
        assertRuns(FIRST);
        assertThat(log.take()).containsExactly("WARN the plan is not applied yet: docker " + verb + ": " + words);

        engine.fault = FakeEngine.NONE;
        tick(SECOND);
        assertRuns(SECOND);
        assertThat(log.take()).last().isEqualTo("INFO nginx is at the wanted plan again");
    }

    @Test
    void scriptThatOutlivesTheDeadlineOfItsCallIsNoTrouble() throws Exception {
        engine.lateFault = (call, command) -> {
            if (command.get(1).equals("exec")) {
                throw CommandFailedException.tooSlow(command, "3 s");
            }
        };
        tick(SECOND);
        assertRuns(SECOND); // though nobody knows
        List<String> calls = host.calls();
        assertThat(log.take())
                .containsExactly("WARN the plan is not applied yet: the install has not ended within 60 s"
                        + " (--apply-timeout), and may still be under way");

        engine.lateFault = FakeEngine.NONE;
        tick(SECOND);
        assertThat(host.calls()).as("nothing is repeated that has ended well").isEqualTo(calls);
        assertThat(log.take()).last().isEqualTo("INFO nginx is at the wanted plan again");
        tick(FIRST);
        assertRuns(FIRST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cp", "exec"})
    void containerThatIsReplacedInBetweenIsFoundWithTheNextTick(String verb) throws Exception {
        engine.fault = (call, command) -> {
            if (command.get(1).equals(verb)) {
                engine.stop("c1");
            }
        };
        tick(SECOND);
        assertThat(log.take()).singleElement().asString().contains("No such container: nginx.1.c1");

        engine.fault = FakeEngine.NONE;
        host = engine.start("c2", dir.resolve("c2"));
        tick(SECOND);
        assertRuns(SECOND);
    }

    @Test
    void renamedContainerIsTheSame() throws Exception {
        engine.rename("c1", "other-name");
        int calls = engine.calls;
        tick(FIRST);

        assertThat(engine.calls).isEqualTo(calls + 1); // docker ps
        assertThat(log.take()).isEmpty();
    }

    @Test
    void allContainersGetThePlan() throws Exception {
        FakeHost second = engine.start("c2", dir.resolve("c2"));
        tick(SECOND);

        assertRuns(SECOND);
        assertThat(second.running()).hasContent(text(SECOND));
    }

    @Test
    void serviceThatWasScaledToNoneGetsThePlanAsSoonAsItIsBack() throws Exception {
        engine.stop("c1");
        tick(SECOND);
        tick(SECOND);
        assertThat(log.take()).singleElement().asString().contains("no running container of Swarm service 'nginx'");

        host = engine.start("c2", dir.resolve("c2"));
        tick(SECOND);
        assertRuns(SECOND);
    }

    @Test
    void anotherFileThatNginxRefusesKeepsTheLastGoodOneInPlace() throws Exception {
        Path other = host.folder().resolve("zz.conf");
        Files.writeString(other, "BAD");
        tick(SECOND);
        assertRuns(FIRST);
        assertThat(host.conf()).hasContent(text(FIRST));

        Files.delete(other);
        tick(SECOND);
        assertRuns(SECOND);
    }

    @Test
    void reloadWithoutEffectIsTriedAgain() throws Exception {
        Files.createFile(host.deaf());
        tick(SECOND);
        assertThat(host.conf()).hasContent(text(FIRST));
        assertThat(log.take())
                .containsExactly("WARN the plan is not applied yet:"
                        + " nginx took the reload but still runs the configuration before");

        Files.delete(host.deaf());
        tick(SECOND);
        assertRuns(SECOND);
    }

    @Test
    void copyThatFillsTheDiskHalfWayIsNeverIncludedNorTakenLater() throws Exception {
        engine.fault = (call, command) -> {
            if (command.get(1).equals("cp")) {
                Files.writeString(staged(), text(SECOND).substring(0, 100));
                throw CommandFailedException.ended(command, 1, "no space left on device");
            }
        };
        tick(SECOND);
        assertRuns(FIRST);
        assertThat(host.conf()).hasContent(text(FIRST));

        engine.fault = FakeEngine.NONE;
        tick(SECOND);
        assertRuns(SECOND);
        assertThat(staged()).doesNotExist();
    }

    @Test
    void copyThatASlowEngineOverwritesAfterwardsIsNotTaken() throws Exception {
        engine.fault = (call, command) -> {
            if (command.get(1).equals("exec")) {
                Files.writeString(staged(), text(SECOND).substring(0, 100));
            }
        };
        tick(SECOND);
        assertRuns(FIRST);
        assertThat(host.conf()).hasContent(text(FIRST));
        assertThat(log.take()).singleElement().asString().contains("is not complete");
    }

    @Test
    void managerThatIsKilledBeforeAnyCallLeavesWhatTheNextOneCanGoOnFrom() throws Exception {
        int call = 1;
        for (; killedAt(call, true); call++) {
            assertThat(host.conf()).hasContent(Files.readString(host.running()));
            applier = freshApplier();
            tick(SECOND);
            assertRuns(SECOND);
            tick(FIRST);
            assertRuns(FIRST);
        }
        assertThat(call).isEqualTo(4); // ps, cp, exec
    }

    @Test
    void managerThatIsKilledAfterAnyCallLeavesWhatTheNextOneCanGoOnFrom() throws Exception {
        int call = 1;
        for (; killedAt(call, false); call++) {
            assertThat(host.conf()).hasContent(Files.readString(host.running()));
            applier = freshApplier();
            tick(SECOND);
            assertRuns(SECOND);
            tick(FIRST);
            assertRuns(FIRST);
        }
        assertThat(call).isEqualTo(4);
    }

    @Test
    void freshManagerLeavesNginxAloneThatRunsTheWantedPlan() throws Exception {
        List<String> before = host.calls();
        applier = freshApplier();
        tick(FIRST);

        assertThat(host.calls().subList(before.size(), host.calls().size()))
                .singleElement()
                .asString()
                .startsWith("-v:");
    }

    @Test
    void freshManagerInstallsAgainWhatLiesThereAndDoesNotRun() throws Exception {
        Files.writeString(host.conf(), text(SECOND)); // killed between swap and reload
        applier = freshApplier();
        tick(SECOND);

        assertRuns(SECOND);
    }

    /** The manager dies at its n-th call of docker; false when it did not call it so often. */
    private boolean killedAt(int n, boolean before) throws Exception {
        engine.calls = 0;
        FakeEngine.Fault death = (call, command) -> {
            if (call == n) {
                throw new Killed();
            }
        };
        engine.fault = before ? death : FakeEngine.NONE;
        engine.lateFault = before ? FakeEngine.NONE : death;
        try {
            tick(SECOND);
            return false;
        } catch (Killed e) {
            return true;
        } finally {
            engine.fault = FakeEngine.NONE;
            engine.lateFault = FakeEngine.NONE;
        }
    }

    private ConfigApplier freshApplier() {
        return new ConfigApplier(
                DockerNginxGateway.ofService("nginx", engine),
                new ConfigInstaller(FakeHost.FOLDER + "/loadbalancer.conf", 80, List.of("nginx")),
                renderer,
                Optional.of(FALLBACK),
                () -> now);
    }

    private void tick(RoutingPlan plan) throws InterruptedException {
        now += Backoff.FIRST.toNanos() * 2;
        applier.apply(new ConfigApplier.Wanted(table(plan), true));
    }

    private void assertRuns(RoutingPlan plan) {
        assertThat(host.running()).hasContent(text(plan));
    }

    private Path staged() {
        return host.folder().resolve(".loadbalancer.conf.new");
    }

    private String text(RoutingPlan plan) {
        return renderer.render(table(plan), FALLBACK, host.facts()).text();
    }

    /** No exception that anybody catches: the process is gone. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }
}
