package dev.mandor.manager.nginx;

import static dev.mandor.manager.TestNodes.plan;
import static dev.mandor.manager.TestNodes.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.view.NginxWatch;
import dev.mandor.model.Endpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may be done to the real nginx behind a manager's back, and where its file may lie. */
@OnEveryNginx
class NginxInstallIT {
    private static final Endpoint FALLBACK = Endpoint.parse("127.0.0.1:9");
    private static final RoutingPlan FIRST = plan("worker1", "worker2");
    private static final RoutingPlan SECOND = plan("worker2", "worker1");
    private static final Writer OURS = Writer.at("manager1", 9999);
    private static final Writer OTHER = Writer.at("manager2", 9999);

    @TempDir
    private Path dir;

    private final ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(60));
    private final LocalNginxGateway gateway = new LocalNginxGateway(runner);
    private final NginxInstance local = gateway.instances().get(0);
    private final NginxWatch watch = new NginxWatch();
    private RealNginx nginx;
    private NginxFacts facts;
    private long now;

    @BeforeEach
    void start() throws Exception {
        nginx = RealNginx.start(dir, "*", "access_log off;"); // as Debian's sites-enabled
        facts = nginx.installer().facts(local);
    }

    @AfterEach
    void stop() throws Exception {
        nginx.stop();
    }

    @Test
    void fileThatWasDeletedBehindItsBackIsPutBackWithinOneWatchPeriod() throws Exception {
        ConfigApplier applier = applier(OURS, watch);
        tick(applier, FIRST);
        Files.delete(nginx.conf());
        reload();
        awaitVersion(FIRST, false);

        pass(NginxKeeper.WATCH);
        tick(applier, FIRST);

        assertRuns(FIRST, OURS);
        assertThat(watch.state().applied()).isTrue();
    }

    @Test
    void nginxThatWasKilledIsAProblemTillItIsBack() throws Exception {
        ConfigApplier applier = applier(OURS, watch);
        tick(applier, FIRST);
        String file = Files.readString(nginx.conf());
        nginx.kill();
        pass(NginxKeeper.WATCH);
        for (int i = 0; i < 4; i++) {
            tick(applier, FIRST);
            pass(Backoff.LONGEST);
        }

        assertThat(watch.state().applied()).isFalse();
        assertThat(watch.state().problem().orElseThrow())
                .startsWith("nobody accepts connections at 127.0.0.1:" + nginx.port() + ": nginx does not run");
        assertThat(nginx.conf()).hasContent(file);
    }

    @Test
    void twoManagersDoNotFightAndTheSecondHasIt() throws Exception {
        NginxWatch seenByOther = new NginxWatch();
        ConfigApplier ours = applier(OURS, watch);
        ConfigApplier other = applier(OTHER, seenByOther);
        tick(ours, FIRST);
        tick(other, FIRST);
        assertRuns(FIRST, OTHER);
        long reloads = nginx.reloads();

        for (int i = 0; i < 10; i++) {
            tick(ours, SECOND);
            tick(other, FIRST);
            pass(NginxKeeper.WATCH);
        }

        assertThat(nginx.reloads()).isEqualTo(reloads);
        assertRuns(FIRST, OTHER);
        assertThat(watch.state().problem()).contains("another manager, manager2:9999, writes this nginx");
        assertThat(seenByOther.state().applied()).isTrue();
    }

    @Test
    void secondInstallThatBeginsWhileNginxChecksForTheFirstGivesWay() throws Exception {
        install(FIRST);
        Path gate = dir.resolve("gate");
        assertThat(run("mkfifo", gate.toString())).isEmpty();
        Path checking = dir.resolve("checking");
        Path slow = script("case \"$*\" in *-t*) : > " + checking + "; read -r go < " + gate + " ;; esac\n");
        ConfigInstaller first = installer(List.of("sh", slow.toString()), OURS);
        CompletableFuture<Void> install = CompletableFuture.runAsync(() -> {
            try {
                first.install(local, config(SECOND, OURS));
            } catch (IOException | InterruptedException e) {
                throw new CompletionException(e);
            }
        });
        while (!Files.exists(checking)) {
            assertThat(install).isNotDone();
            Thread.onSpinWait();
        }

        assertThatThrownBy(() -> install(FIRST)).hasMessageStartingWith("another install is under way, since ");

        Files.writeString(gate, "go\n");
        install.join();
        assertRuns(SECOND, OURS);
    }

    @Test
    void folderOfWhichNginxReadsEveryFileCanBeUsed() throws Exception {
        Files.writeString(Path.of(nginx.conf() + ".before"), config(FIRST, OURS).text());
        for (RoutingPlan plan : List.of(FIRST, SECOND, FIRST, SECOND)) {
            install(plan);
            assertRuns(plan, OURS);
        }

        assertThat(visible(nginx.conf().getParent())).containsExactly("loadbalancer.conf");
        assertThat(run(nginx.check().toArray(String[]::new))).doesNotContain("[warn]", "[emerg]");
    }

    @Test
    void linkIsKeptAndTheFileThatItLeadsToIsReplaced() throws Exception {
        Path available = Files.createDirectory(dir.resolve("sites-available"));
        Path target = Files.writeString(available.resolve("lb.conf"), "# mine\n");
        Files.createSymbolicLink(nginx.conf(), target);

        install(FIRST);
        install(SECOND);

        assertThat(nginx.conf()).isSymbolicLink();
        assertThat(target).hasContent(config(SECOND, OURS).text());
        assertRuns(SECOND, OURS);

        Path broken = Files.writeString(nginx.conf().resolveSibling("zz.conf"), "typo;");
        assertThatThrownBy(() -> install(FIRST)).hasMessageContaining("nginx refused the configuration");
        Files.delete(broken);
        assertThat(target).hasContent(config(SECOND, OURS).text());
        assertThat(visible(available)).containsExactly("lb.conf");
    }

    @Test
    void linkThatLeadsToNothingYetIsFilled() throws Exception {
        Path target = Files.createDirectory(dir.resolve("sites-available")).resolve("lb.conf");
        Files.createSymbolicLink(nginx.conf(), target);

        install(FIRST);

        assertThat(nginx.conf()).isSymbolicLink();
        assertRuns(FIRST, OURS);
    }

    @Test
    void fileThatIsAMountIsRefusedWithTheRemedyAndLeftAlone() throws Exception {
        Path host = Files.writeString(dir.resolve("host.conf"), "");
        Files.createFile(nginx.conf());
        boolean mounted = new ProcessBuilder(
                                "mount", "--bind", host.toString(), nginx.conf().toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
        Assumptions.assumeTrue(mounted, "mounts need root");
        try {
            assertThatThrownBy(() -> install(FIRST))
                    .hasMessage(nginx.conf()
                            + " is a mount of that single file, which cannot be replaced: mount its folder, "
                            + nginx.conf().getParent() + ", instead");
            assertThat(host).isEmptyFile();
        } finally {
            run("umount", nginx.conf().toString());
        }
    }

    @Test
    void fifoWhereTheCopyShouldBeHoldsNobodyUp() throws Exception {
        String staged = ConfigInstaller.staged(nginx.conf().toString());
        run("mkfifo", staged, staged + ".part");

        install(FIRST);

        assertRuns(FIRST, OURS);
    }

    @Test
    void helperFilesMayLieInAFolderOfTheirOwnAndThenNoLinkIsFollowed() throws Exception {
        Path keep = Files.createDirectory(dir.resolve("keep"));
        installKeepingIn(keep, FIRST);
        installKeepingIn(keep, SECOND);
        assertRuns(SECOND, OURS);
        assertThat(all(nginx.conf().getParent())).containsExactly("loadbalancer.conf");
        assertThat(all(keep)).contains(".loadbalancer.conf.before");

        Path precious = Files.writeString(dir.resolve("precious"), "precious");
        Files.delete(nginx.conf());
        Files.createSymbolicLink(nginx.conf(), precious);
        assertThatThrownBy(() -> installKeepingIn(keep, FIRST))
                .hasMessageContaining("is a link, which is not followed");
        assertThat(precious).hasContent("precious");
    }

    private void installKeepingIn(Path keep, RoutingPlan plan) throws IOException, InterruptedException {
        NginxConfig config = config(plan, OURS);
        Files.writeString(keep.resolve(".loadbalancer.conf.new"), config.text());
        List<String> arguments = new ArrayList<>(List.of(
                nginx.conf().toString(),
                keep.toString(),
                Integer.toString(nginx.port()),
                config.version(),
                Integer.toString(config.text().getBytes(StandardCharsets.UTF_8).length),
                OURS.name(),
                "60"));
        arguments.addAll(nginx.command());
        local.run(NginxScript.INSTALL, arguments);
    }

    private Path script(String before) throws IOException {
        return Files.writeString(
                dir.resolve("slow-nginx"), before + "exec " + String.join(" ", nginx.command()) + " \"$@\"\n");
    }

    private void install(RoutingPlan plan) throws IOException, InterruptedException {
        installer(nginx.command(), OURS).install(local, config(plan, OURS));
    }

    private ConfigInstaller installer(List<String> command, Writer writer) {
        return new ConfigInstaller(
                nginx.conf().toString(), nginx.port(), command, writer, ConfigInstaller.USUAL_TIMEOUT);
    }

    private ConfigApplier applier(Writer writer, NginxWatch told) {
        return new ConfigApplier(
                gateway,
                installer(nginx.command(), writer),
                renderer(writer),
                Optional.of(FALLBACK),
                () -> now,
                told,
                TrafficTarget.NONE);
    }

    private void tick(ConfigApplier applier, RoutingPlan plan) throws InterruptedException {
        applier.apply(new ConfigApplier.Wanted(table(plan), true));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private NginxConfigRenderer renderer(Writer writer) {
        return new NginxConfigRenderer(nginx.port(), Duration.ofMillis(100), AccessLog.OFF, false, writer);
    }

    private NginxConfig config(RoutingPlan plan, Writer writer) {
        return renderer(writer).render(table(plan), FALLBACK, facts);
    }

    private void assertRuns(RoutingPlan plan, Writer writer) throws Exception {
        Sight sight = installer(nginx.command(), writer).look(local);
        assertThat(sight.runs(config(plan, writer))).isTrue();
        assertThat(sight.holds(config(plan, writer))).isTrue();
    }

    private void reload() throws Exception {
        List<String> command = new ArrayList<>(nginx.command());
        command.addAll(List.of("-s", "reload"));
        runner.run(command);
    }

    private void awaitVersion(RoutingPlan plan, boolean wanted) throws Exception {
        while (nginx.installer().isRunning(local, config(plan, OURS)) != wanted) {
            Thread.onSpinWait();
        }
    }

    private String run(String... command) throws Exception {
        return runner.run(Stream.concat(Stream.of("sh", "-c", "\"$@\" 2>&1", "sh"), Stream.of(command))
                .toList());
    }

    private static List<String> visible(Path folder) throws IOException {
        return all(folder).stream().filter(name -> !name.startsWith(".")).toList();
    }

    private static List<String> all(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }
}
