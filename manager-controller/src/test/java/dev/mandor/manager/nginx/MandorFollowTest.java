package dev.mandor.manager.nginx;

import static dev.mandor.manager.nginx.FakeHost.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real script and the gateway on both sides of a folder; only nginx itself is a fake. */
class MandorFollowTest {
    @TempDir
    private Path dir;

    private FakeHost host;
    private Path conf;
    private Path shared;
    private Follower follower;
    private SharedNginxGateway gateway;
    private ConfigInstaller installer;

    @BeforeEach
    void start() throws IOException {
        host = new FakeHost(dir);
        host.program("chatty-nginx", "echo '[notice] signal process started' >&2\nexec nginx \"$@\"");
        conf = host.conf();
        shared = dir.resolve("shared/loadbalancer.conf");
        follower = startFollower();
        gateway = new SharedNginxGateway(shared, Duration.ofMinutes(1));
        installer = new ConfigInstaller(conf.toString(), 80, List.of("nginx"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        follower.stop();
    }

    @Test
    void newFileIsCheckedLoadedAndToldToRun() throws Exception {
        assertThat(installer.installed(instance())).isEmpty();

        assertThat(installer.install(instance(), config("new"))).isEmpty();

        assertThat(host.calls()).containsExactly("-t -q: new", "-s reload: new");
        assertThat(installer.installed(instance())).contains(config("new").text());
        assertThat(installer.isRunning(instance(), config("new"))).isTrue();
        assertThat(installer.isRunning(instance(), config("other"))).isFalse();
    }

    @Test
    void refusedFileMakesRoomForTheOneBeforeAndIsToldInTheWordsOfNginx() throws Exception {
        installer.install(instance(), config("old"));

        assertThatThrownBy(() -> installer.install(instance(), config("BAD")))
                .hasMessageContaining("nginx refused the configuration, the one before stays")
                .hasMessageContaining("[emerg] unknown directive \"BAD\"");
        assertThat(conf).hasContent(config("old").text());
    }

    @Test
    void reloadWithoutEffectIsTakenBack() throws Exception {
        installer.install(instance(), config("old"));
        Files.createFile(host.deaf());

        assertThatThrownBy(() -> installer.install(instance(), config("new")))
                .hasMessage("nginx took the reload but still runs the configuration before");
        assertThat(conf).hasContent(config("old").text());
    }

    @Test
    void eachRunOfTheFollowerIsAnotherInstance() throws Exception {
        String before = instance().id();
        follower.stop();
        follower = startFollower();

        assertThat(instance().id()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "install",
                "install 80",
                "install 80 ab",
                "install 80 ab 5",
                "install 80 ab 5 -",
                "install 80 ab 5 - 60 7",
                "install 80;id ab 5 - 60",
                "install $(id) ab 5 - 60",
                "install -1 ab 5 - 60",
                "install 80 AB 5 - 60",
                "install 80 ../ab 5 - 60",
                "install 80 ab 5x - 60",
                "install 80 ab 1234567890 - 60",
                "install 80 ab 5 a/b 60",
                "install 80 ab 5 $(id) 60",
                "install 80 ab 5 - 60s",
                "install * * * * *",
                "install -- -- -- -- --",
                "look",
                "look 80 80",
                "facts 80",
                "ask",
                "ask 80 80",
                "ask `id`",
                "ask --",
                "id",
                "",
            })
    void requestThatIsNotMadeOfNumbersIsRefused(String words) throws Exception {
        request("0123456789abcdef " + words);

        assertThat(answerTo("0123456789abcdef")).matches("0123456789abcdef 64\n\\s*");
        assertThat(host.folder().resolve("../calls")).doesNotExist();
    }

    @Test
    void requestWithoutANameOfItsOwnIsNotAnswered() throws Exception {
        request("not-hex ask 80");
        request("a;b ask 80");
        request("");
        request("0123456789abcdef ask 80");

        assertThat(answerTo("0123456789abcdef")).startsWith("0123456789abcdef 0\n");
    }

    /** What a hostile configuration could bring about: nginx waits at a FIFO that the file includes. */
    @Test
    void nginxThatNeverEndsItsTestIsGivenUpAndTheNextRequestCarriedOut() throws Exception {
        follower.stop();
        host.program("chatty-nginx", "[ ! -f \"${0%/*}/../stuck\" ] || exec tail -f /dev/null\nexec nginx \"$@\"");
        follower = Follower.start(
                script -> script.replace("MANDOR_FOLLOW_SECONDS:-630", "MANDOR_FOLLOW_SECONDS:-1"),
                dir.resolve("follow"),
                shared,
                conf,
                List.of("chatty-nginx"),
                host);
        Path stuck = Files.createFile(dir.resolve("stuck"));

        assertThatThrownBy(() -> installer.install(instance(), config("hangs")))
                .hasMessageContaining("no end within 1 s");
        Files.delete(stuck);

        installer.install(instance(), config("new"));
        assertThat(conf).hasContent(config("new").text());
    }

    @Test
    void folderThatOthersMayWriteIsNoneForNginxsFile() throws Exception {
        String script = dir.resolve("follow/mandor-follow").toString();
        Path open = Files.createDirectory(dir.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxr-x"));

        for (Path file : List.of(open.resolve("x.conf"), shared.resolveSibling("x.conf"))) {
            assertThatThrownBy(() -> host.run(List.of("sh", script, shared.toString(), file.toString())))
                    .hasMessageEndingWith(file.getParent() + " is none: only this user may write there");
        }
        assertThatThrownBy(() -> host.run(List.of("sh", script, shared.toString())))
                .hasMessageEndingWith("usage: mandor-follow SHARED CONF [NGINX-COMMAND...]");
    }

    private Follower startFollower() throws IOException {
        return Follower.start(dir.resolve("follow"), shared, conf, List.of("chatty-nginx"), host);
    }

    private NginxInstance instance() throws IOException {
        return gateway.instances().get(0);
    }

    private void request(String line) throws IOException {
        Path part = Files.writeString(dir.resolve("part"), line + "\n");
        Path request = Path.of(shared + ".request");
        Files.move(part, request, StandardCopyOption.ATOMIC_MOVE);
        await(() -> !Files.exists(request)); // the follower takes it
    }

    private String answerTo(String id) throws IOException {
        Path answer = Path.of(shared + ".answer");
        await(() -> Files.exists(answer) && Files.readString(answer).startsWith(id));
        return Files.readString(answer);
    }

    private static void await(Callable<Boolean> condition) {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            while (!condition.call()) {
                Thread.onSpinWait();
            }
        });
    }
}
