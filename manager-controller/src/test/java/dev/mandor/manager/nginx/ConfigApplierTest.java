package dev.mandor.manager.nginx;

import static dev.mandor.manager.TestNodes.endpoint;
import static dev.mandor.manager.TestNodes.plan;
import static dev.mandor.manager.TestNodes.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.CapturedLog;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.view.NginxWatch;
import dev.mandor.model.Endpoint;
import dev.mandor.model.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs the applier on the test's own thread: the fake gateway interrupts it, so it ends with the apply it is in. */
class ConfigApplierTest {
    private static final Endpoint FALLBACK = Endpoint.parse("192.168.56.101:8080");
    private static final Writer OURS = Writer.at("manager1", 9999);
    private static final Writer OTHER = Writer.at("manager2", 9999);
    private static final Duration INTERVAL = Duration.ofSeconds(3);
    private static final RoutingPlan FIRST = plan("worker1", "worker2");
    private static final RoutingPlan SECOND = plan("worker2", "worker1");

    @RegisterExtension
    private final CapturedLog log = new CapturedLog(ConfigApplier.class);

    private final NginxConfigRenderer renderer =
            new NginxConfigRenderer(80, Duration.ofMillis(100), AccessLog.OFF, false, OURS);
    private final NginxWatch watch = new NginxWatch();
    private final FakeNginx nginx = new FakeNginx("first-container");
    private final FakeGateway gateway = new FakeGateway(nginx);
    private final ConfigApplier applier = applier(Optional.of(FALLBACK));
    private long now = Long.MAX_VALUE; // from where it goes on at its lowest value

    @AfterEach
    void theInterruptEndsHere() {
        Thread.interrupted();
    }

    @Test
    void wantedPlanIsInstalledOnceHoweverOftenItIsWanted() {
        apply(FIRST);
        apply(FIRST);
        apply(FIRST);

        assertThat(nginx.installed).containsExactly(text(FIRST));
    }

    @Test
    void nothingIsWrittenWhenNginxRunsThePlanAlready() {
        nginx.file = text(FIRST);
        nginx.running = version(FIRST);

        apply(FIRST);

        assertThat(nginx.installed).isEmpty();
    }

    @Test
    void nginxIsLookedAtEveryThirtySecondsAndNotMoreOften() {
        nginx.file = text(FIRST);
        nginx.running = version(FIRST);
        apply(FIRST);
        pass(NginxKeeper.WATCH.minusNanos(1));
        apply(FIRST);
        assertThat(nginx.looks).isEqualTo(1);

        pass(Duration.ofNanos(1));
        apply(FIRST);
        apply(FIRST);
        assertThat(nginx.looks).isEqualTo(2);
        assertThat(nginx.installed).isEmpty();
    }

    @Test
    void fileThatWasRemovedAndIsNoLongerRunIsPutBackWithTheNextLook() {
        apply(FIRST);
        log.take();
        nginx.file = "";
        nginx.running = "";
        pass(NginxKeeper.WATCH);
        apply(FIRST);

        assertThat(nginx.installed).containsExactly(text(FIRST), text(FIRST));
        assertThat(log.take()).contains("WARN nginx first-contai has lost its configuration: its file is gone");
    }

    @Test
    void fileThatWasChangedIsPutBackThoughNginxStillNamesItsVersion() {
        apply(FIRST);
        nginx.file = text(FIRST) + "# my own\n";
        pass(NginxKeeper.WATCH);
        apply(FIRST);

        assertThat(nginx.installed).containsExactly(text(FIRST), text(FIRST));
    }

    @Test
    void versionOfOursThatIsNotTheWantedOneIsReplaced() {
        apply(FIRST);
        nginx.running = version(SECOND);
        pass(NginxKeeper.WATCH);
        apply(FIRST);

        assertThat(nginx.installed).containsExactly(text(FIRST), text(FIRST));
    }

    @Test
    void oneLookWithoutAnAnswerIsNoProblemAndTwoAre() {
        apply(FIRST);
        nginx.dead = true;
        pass(NginxKeeper.WATCH);
        assertThat(problem(FIRST)).isEmpty();
        assertThat(nginx.tries).isEqualTo(1);

        pass(INTERVAL);
        assertThat(problem(FIRST)).contains("nginx could not be reloaded");
        assertThat(nginx.tries).isEqualTo(2);
    }

    @Test
    void nginxThatIsDeadIsAProblemInPlainWordsAndIsNotReloadedAgainAndAgain() {
        apply(FIRST);
        nginx.dead = true;
        for (int tick = 0; tick < 100; tick++) {
            pass(INTERVAL);
            apply(FIRST);
        }

        assertThat(problem(FIRST))
                .contains("nobody accepts connections at 127.0.0.1:80: nginx does not run, or does not include"
                        + " /etc/nginx/conf.d/loadbalancer.conf");
        assertThat(nginx.tries).isEqualTo(2);

        nginx.dead = false;
        pass(Backoff.LONGEST);
        assertThat(problem(FIRST)).isEmpty();
        assertThat(nginx.tries).isEqualTo(2);
    }

    @Test
    void siteThatTakesThePlaceOfOursLaterIsAProblem() {
        apply(FIRST);
        nginx.running = "";
        nginx.remark = "nginx was reloaded, but another site answers at 127.0.0.1:80, or FILE is not included";
        nginx.deaf = true;
        pass(NginxKeeper.WATCH);
        for (int tick = 0; tick < 20; tick++) {
            pass(INTERVAL);
            apply(FIRST);
        }

        assertThat(problem(FIRST)).contains("another site answers at 127.0.0.1:80 in the place of Mandor's");
        assertThat(nginx.tries).isEqualTo(2);
    }

    @Test
    void siteThatAnsweredForOursFromTheBeginningIsNone() {
        nginx.remark = "nginx was reloaded, but another site answers at 127.0.0.1:80, or FILE is not included";
        nginx.deaf = true;
        for (int tick = 0; tick < 20; tick++) {
            assertThat(problem(FIRST)).isEmpty();
            pass(NginxKeeper.WATCH);
        }

        assertThat(nginx.tries).isEqualTo(1);
    }

    @Test
    void lookThatFailsOnceIsNoProblemAndTwiceIsOne() {
        apply(FIRST);
        nginx.lookFailure = new IOException("docker exec: no answer within 3 s");
        pass(NginxKeeper.WATCH);
        assertThat(problem(FIRST)).isEmpty();
        pass(INTERVAL);
        assertThat(problem(FIRST)).isEqualTo("docker exec: no answer within 3 s");
    }

    @Test
    void fileOfAnotherManagerIsTakenOverAtTheStart() {
        nginx.file = OTHER.firstLine();

        apply(FIRST);

        assertThat(nginx.installed).containsExactly(text(FIRST));
    }

    @Test
    void managerWhoseFileAnotherOneReplacedYieldsUntilThatIsGone() {
        apply(FIRST);
        nginx.file = OTHER.firstLine();
        nginx.running = "0123456789ab";
        pass(NginxKeeper.WATCH);
        assertThat(problem(FIRST)).isEqualTo("another manager, manager2:9999, writes this nginx");
        assertThat(problem(SECOND)).isEqualTo("another manager, manager2:9999, writes this nginx");
        assertThat(nginx.installed).hasSize(1);

        nginx.file = "";
        pass(Backoff.LONGEST);
        assertThat(problem(SECOND)).isEmpty();
        assertThat(nginx.installed).containsExactly(text(FIRST), text(SECOND));
    }

    @Test
    void managerThatHasInstalledTakesNoFileOverInALaterContainerEither() {
        apply(FIRST);
        FakeNginx replacement = new FakeNginx("second-container");
        replacement.file = OTHER.firstLine();
        gateway.instances = List.of(replacement);

        assertThat(problem(FIRST)).isEqualTo("another manager, manager2:9999, writes this nginx");
    }

    @Test
    void reloadsHaveACeilingAndThePlanThatWaitsIsAProblem() {
        List<RoutingPlan> inTurn = List.of(FIRST, SECOND);
        for (int tick = 0; tick < 60; tick++) {
            apply(inTurn.get(tick % 2));
            pass(Duration.ofSeconds(1));
        }

        assertThat(nginx.installed).hasSizeBetween(1 + 10 + 11, 1 + 10 + 12); // the first one, the burst, a minute
        assertThat(log.take())
                .contains("WARN the plan is not applied yet: reloads are limited to 10 at once and one more each 5 s:"
                        + " the plan waits");
    }

    @Test
    void installThatEndedAfterItsDeadlineIsToldAndNotRepeated() {
        nginx.failureAfterwards = new IOException("docker exec: no answer within 60 s");
        apply(FIRST);
        nginx.failureAfterwards = null;
        log.take();
        pass(INTERVAL);
        apply(FIRST);

        assertThat(nginx.tries).isEqualTo(1);
        assertThat(log.take()).first().asString().startsWith("INFO applied to nginx first-contai in 3000 ms: ");
    }

    @Test
    void fileThatLiesThereAndIsNotRunIsInstalledAgain() {
        nginx.file = text(FIRST);
        nginx.running = version(SECOND);

        apply(FIRST);

        assertThat(nginx.installed).containsExactly(text(FIRST));
    }

    @Test
    void remarkIsToldOnceAndNotWithEachPlan() {
        nginx.remark = "there is neither curl nor wget";
        apply(FIRST);
        apply(SECOND);
        apply(FIRST);

        assertThat(log.take())
                .filteredOn(line -> line.contains("neither"))
                .containsExactly("INFO nginx first-contai: there is neither curl nor wget");
    }

    @Test
    void failedInstallIsTriedAgainWithTheNextWant() {
        nginx.failure = new IOException("refused");
        apply(FIRST);
        nginx.failure = null;
        pass(INTERVAL);
        apply(FIRST);

        assertThat(nginx.installed).containsExactly(text(FIRST));
    }

    @Test
    void instanceThatFailsIsTriedEverLessOften() {
        nginx.failure = new IOException("refused");
        List<Integer> triedAtTick = new ArrayList<>();
        for (int tick = 0; tick < 40; tick++) {
            int before = nginx.tries;
            apply(FIRST);
            if (nginx.tries > before) {
                triedAtTick.add(tick);
            }
            pass(INTERVAL);
        }

        assertThat(triedAtTick).containsExactly(0, 1, 3, 7, 15, 25, 35);
    }

    @Test
    void successForgetsThePausesOfThePast() {
        nginx.failure = new IOException("refused");
        apply(FIRST);
        pass(INTERVAL);
        apply(FIRST);
        nginx.failure = null;
        pass(Backoff.LONGEST);
        apply(FIRST);

        nginx.failure = new IOException("refused");
        apply(SECOND);
        nginx.failure = null;
        pass(INTERVAL);
        apply(SECOND);

        assertThat(nginx.installed).containsExactly(text(FIRST), text(SECOND));
    }

    @Test
    void newInstanceIsTriedAtOnceHoweverTheOneBeforeFailed() {
        nginx.failure = new IOException("No such container");
        apply(FIRST);
        FakeNginx replacement = new FakeNginx("second-container");
        gateway.instances = List.of(replacement);
        apply(FIRST);

        assertThat(replacement.installed).containsExactly(text(FIRST));
    }

    @Test
    void engineIsAskedWithEachTickAndWrittenToAsSoonAsItIsBack() {
        nginx.failure = new IOException("docker exec: no answer within 3 s");
        apply(FIRST);
        gateway.fault = new IllegalStateException("docker ps: no answer within 3 s");
        apply(FIRST);
        apply(FIRST);
        assertThat(gateway.asked).isEqualTo(3);
        nginx.failure = null;
        gateway.fault = null;
        apply(FIRST);

        assertThat(nginx.installed).containsExactly(text(FIRST));
    }

    @Test
    void installThatSucceededAfterItsDeadlineIsNotForgotten() {
        apply(FIRST);
        nginx.failureAfterwards = new IOException("no answer within 3 s");
        apply(SECOND);
        nginx.failureAfterwards = null;
        pass(INTERVAL);
        apply(FIRST);

        assertThat(nginx.file).isEqualTo(text(FIRST));
    }

    @Test
    void instanceThatRefusesKeepsNoOtherFromGettingThePlan() {
        FakeNginx second = new FakeNginx("second-container");
        gateway.instances = List.of(nginx, second);
        nginx.failure = new IOException("refused");

        apply(FIRST);

        assertThat(second.installed).containsExactly(text(FIRST));
        assertThat(log.take()).contains("WARN the plan is not applied yet: refused");
    }

    @Test
    void replacedContainerGetsThePlanToo() {
        apply(FIRST);
        FakeNginx replacement = new FakeNginx("second-container");
        gateway.instances = List.of(replacement);
        apply(FIRST);

        assertThat(replacement.installed).containsExactly(text(FIRST));
    }

    @Test
    void containerThatWasGoneForAWhileIsLookedIntoAgain() {
        apply(FIRST);
        gateway.instances = List.of();
        apply(FIRST);
        nginx.file = ""; // restarted from its image
        gateway.instances = List.of(nginx);
        apply(FIRST);

        assertThat(nginx.installed).containsExactly(text(FIRST), text(FIRST));
    }

    @Test
    void unsettledPlanLeavesAnExistingConfigurationAlone() {
        nginx.file = text(FIRST);

        applyUnsettled(SECOND);
        assertThat(nginx.installed).isEmpty();

        apply(SECOND);
        assertThat(nginx.installed).containsExactly(text(SECOND));
    }

    @Test
    void whatLiesThereAndRunsIsNotWrittenAgainWhenItIsWantedInTheEnd() {
        nginx.file = text(FIRST);
        nginx.running = version(FIRST);

        applyUnsettled(SECOND); // as long as not every worker was heard again
        apply(FIRST);

        assertThat(nginx.installed).isEmpty();
    }

    @Test
    void unsettledPlanIsBetterThanNone() {
        applyUnsettled(FIRST);

        assertThat(nginx.installed).containsExactly(text(FIRST));
    }

    @Test
    void unsettledPlanMayReplaceAnUnsettledOne() {
        applyUnsettled(FIRST);
        applyUnsettled(SECOND);

        assertThat(nginx.installed).containsExactly(text(FIRST), text(SECOND));
    }

    @Test
    void servingIsReadFromTheFileThatWasFound() {
        nginx.file = text(FIRST);

        assertThat(serving()).isEmpty();
        applyUnsettled(SECOND);
        assertThat(serving()).contains(endpoint("worker1"));
    }

    @Test
    void servingFollowsWhatWasApplied() {
        nginx.file = text(FIRST);

        apply(SECOND);
        assertThat(serving()).contains(endpoint("worker2"));
        apply(RoutingPlan.FALLBACK_ONLY);
        assertThat(serving()).isEmpty();
    }

    @Test
    void servingDoesNotFollowWhatWasRefused() {
        apply(FIRST);
        nginx.failure = new IOException("refused");
        apply(SECOND);

        assertThat(serving()).contains(endpoint("worker1"));
    }

    @Test
    void newestWantedPlanWins() {
        applier.want(table(FIRST), true);
        applier.want(table(RoutingPlan.FALLBACK_ONLY), true);
        apply(SECOND);

        assertThat(nginx.installed).containsExactly(text(SECOND));
    }

    @Test
    void planThatIsOutOfDateWhenTheFirstQuestionIsAnsweredIsNotInstalled() {
        nginx.whenAsked = () -> applier.want(table(SECOND), true);
        apply(FIRST);

        assertThat(nginx.installed).containsExactly(text(SECOND));
    }

    @Test
    void problemIsToldOnceAndItsEndOnce() {
        nginx.failure = new IOException("no space left");
        apply(FIRST);
        log.take();
        apply(FIRST); // not tried, and so neither news nor an end
        pass(INTERVAL);
        apply(FIRST);
        assertThat(log.take()).isEmpty();

        nginx.failure = new IOException("read-only file system");
        pass(Backoff.LONGEST);
        apply(FIRST);
        assertThat(log.take()).containsExactly("WARN the plan is not applied yet: read-only file system");

        nginx.failure = null;
        pass(Backoff.LONGEST);
        apply(FIRST);
        assertThat(log.take()).filteredOn(line -> line.contains("again")).hasSize(1);
        apply(FIRST);
        assertThat(log.take()).isEmpty();
    }

    @Test
    void faultOfOurOwnDoesNotEndTheThread() {
        gateway.fault = new IllegalStateException("a bug");
        apply(FIRST);
        gateway.fault = null;
        apply(FIRST);

        assertThat(nginx.installed).containsExactly(text(FIRST));
    }

    @Test
    void fallbackThatNobodyNamedIsPort8080OfTheNode() {
        ConfigApplier asking = applier(Optional.empty());
        asking.want(table(FIRST), true); // before the engine can tell its address
        asking.run();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(nginx.installed).isEmpty();

        gateway.nodeAddress = Optional.of(IpAddress.parse("192.168.56.101"));
        asking.want(table(FIRST), true);
        asking.run();
        assertThat(nginx.installed).containsExactly(text(FIRST));
    }

    private ConfigApplier applier(Optional<Endpoint> fallback) {
        ConfigInstaller installer = new ConfigInstaller(
                "/etc/nginx/conf.d/loadbalancer.conf", 80, List.of("nginx"), OURS, ConfigInstaller.USUAL_TIMEOUT);
        return new ConfigApplier(gateway, installer, renderer, fallback, () -> now, watch, TrafficTarget.NONE);
    }

    /** After one more tick; empty when there is none. */
    private String problem(RoutingPlan plan) {
        apply(plan);
        assertThat(watch.state().applied()).isEqualTo(watch.state().problem().isEmpty());
        return watch.state().problem().orElse("");
    }

    private void apply(RoutingPlan plan) {
        apply(plan, true);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void applyUnsettled(RoutingPlan plan) {
        apply(plan, false);
    }

    private void apply(RoutingPlan plan, boolean settled) {
        applier.want(table(plan), settled);
        applier.run();
        assertThat(Thread.interrupted()).isTrue();
    }

    private Optional<Endpoint> serving() {
        return applier.serving(new ServiceName("workers")).first();
    }

    private String version(RoutingPlan plan) {
        return renderer.render(table(plan), FALLBACK).version();
    }

    private String text(RoutingPlan plan) {
        return renderer.render(table(plan), FALLBACK).text();
    }

    private static final class FakeGateway implements NginxGateway {
        private List<FakeNginx> instances;
        private Optional<IpAddress> nodeAddress = Optional.empty();
        private RuntimeException fault;
        private int asked;

        FakeGateway(FakeNginx nginx) {
            instances = List.of(nginx);
        }

        @Override
        public List<FakeNginx> instances() {
            Thread.currentThread().interrupt(); // this apply is the last
            asked++;
            if (fault != null) {
                throw fault;
            }
            return instances;
        }

        @Override
        public IpAddress nodeAddress() throws IOException {
            return nodeAddress.orElseThrow(() -> new IOException("the engine does not answer"));
        }
    }

    /** Understands the two scripts that the applier runs. */
    private static final class FakeNginx implements NginxInstance {
        private final String id;
        private final List<String> installed = new ArrayList<>();
        private String staged;
        private String file = "";
        private String running = "";
        private String remark = "";
        private int tries;
        private int looks;
        private Runnable whenAsked = () -> {};
        private boolean dead;
        private boolean deaf; // another site answers
        private IOException lookFailure;
        private IOException failure;
        private IOException failureAfterwards;

        FakeNginx(String id) {
            this.id = id;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public void put(NginxConfig config, String path) {
            staged = config.text();
        }

        @Override
        public String run(NginxScript script, List<String> arguments) throws IOException {
            return switch (script) {
                case LOOK -> look();
                case FACTS -> {
                    whenAsked.run();
                    yield "";
                }
                case INSTALL -> install();
                case READ, ASK, COUNT -> throw new AssertionError("the applier does not run " + script);
                case LOGS -> throw new AssertionError("nobody listens for traffic");
            };
        }

        private String look() throws IOException {
            looks++;
            if (lookFailure != null) {
                throw lookFailure;
            }
            String answer = running.isEmpty() || deaf ? "other" : "version " + running;
            return (dead ? "nobody" : answer) + "\n" + file;
        }

        private static String version(String text) {
            return text.replaceAll("(?s).*return 200 \"([0-9a-f]+).*", "$1");
        }

        private String install() throws IOException {
            tries++;
            if (failure != null) {
                throw failure;
            }
            if (dead) {
                throw new IOException("nginx could not be reloaded, the configuration before stays: invalid PID");
            }
            file = staged;
            running = version(staged);
            installed.add(staged);
            if (failureAfterwards != null) {
                throw failureAfterwards;
            }
            return remark;
        }
    }
}
