package dev.mandor.manager.nginx;

import static dev.mandor.manager.nginx.FakeHost.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two installs at once, the second started in each step of the first, which waits for it there for as long as it takes: a slow
 * {@code nginx -t} is nothing else. With the real script and the real {@code sh}.
 */
class InstallLockTest {
    private static final String[] PROGRAMS = {"cp", "mv", "rm", "ln", "curl"};

    @TempDir
    private Path dir;

    private FakeHost host;
    private NginxInstance instance;
    private ConfigInstaller installer;

    @BeforeEach
    void prepare() throws Exception {
        host = new FakeHost(dir);
        instance = new LocalNginxGateway(host).instances().get(0);
        installer = new ConfigInstaller(host.conf().toString(), 80, List.of("nginx"));
        Path curl = Files.move(
                dir.resolve("bin/curl"),
                Files.createDirectory(dir.resolve("real")).resolve("curl"));
        host.elsewhere(curl.getParent());
    }

    @ParameterizedTest
    @CsvSource({
        "before, second, true", "before, second, false", "before, BAD, true", "before, BAD, false",
        "after, second, true", "after, second, false", "after, BAD, true", "after, BAD, false",
    })
    void secondInstallThatBeginsInAnyStepOfTheFirstHarmsNothing(String when, String second, boolean hadFile)
            throws Exception {
        int gaveWay = 0;
        int step = 1;
        for (; runs(step, when, second, hadFile); step++) {
            String as = when + " step " + step + ": " + Files.readString(host.otherScript());
            assertThat(host.running()).as(as).exists();
            assertThat(host.conf()).as(as).hasContent(Files.readString(host.running()));
            gaveWay += Files.readString(host.otherScript()).contains("another install is under way, since ") ? 1 : 0;
            assertThat(Files.readString(host.otherScript())).as(as).containsAnyOf("\n6\n", "\n1\n", "\n3\n", "0\n");

            assertThat(install("third")).as(as).isEmpty();
            assertThat(host.running()).hasContent(config("third").text());
        }
        assertThat(gaveWay).isGreaterThan(6);
    }

    /** Returns false when the first install ended before that step. */
    private boolean runs(int step, String when, String second, boolean hadFile) throws Exception {
        if (hadFile) {
            install("old");
        } else {
            Files.deleteIfExists(host.conf());
            Files.deleteIfExists(host.running());
        }
        host.runsAnotherScriptAt(step, when, script(second), PROGRAMS);
        try {
            install("first");
        } catch (IOException e) { // who came second may have been first, or have copied over the other's copy
            assertThat(e.getMessage()).matches("(?s).*(is not complete|is not there|cannot write|under way).*");
            host.heal();
            if (!Files.exists(host.running())) { // as after any failure
                install("first");
            }
        } finally {
            host.heal();
        }
        return Files.exists(host.otherScript());
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void lockOfADeadInstallIsTakenByOneOnly(String when) throws Exception {
        for (int step = 1; ; step++) {
            Path lock = host.folder().resolve(".loadbalancer.conf.lock.70" + step);
            Files.createSymbolicLink(lock, Path.of("1:1")); // process 1 began, but not then
            if (!runs(step, when, "second", true)) {
                break;
            }
            assertThat(host.conf()).hasContent(Files.readString(host.running()));
        }
    }

    @Test
    void lockOfALivingInstallIsRespectedAndNothingIsDone() throws Exception {
        install("old");
        long self = ProcessHandle.current().pid();
        String[] stat = Files.readString(Path.of("/proc/self/stat")).split(" ", -1);
        Files.createSymbolicLink(host.folder().resolve(".loadbalancer.conf.lock.99"), Path.of(self + ":" + stat[21]));
        List<String> calls = host.calls();

        assertThatThrownBy(() -> install("new"))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("another install is under way, since [0-9]+ s");

        assertThat(host.calls()).isEqualTo(calls);
        assertThat(host.conf()).hasContent(config("old").text());
    }

    @Test
    void slowNginxIsGivenAsLongForTheReloadAsForTheCheck() throws Exception {
        install("old");
        // Of the clock that the script reads, 4 s pass while nginx checks; then nginx takes 200 questions to be
        // through.
        host.program("nginx", """
                case "$*" in
                *-t*) echo 400 > "${0%/*}/../passed" ;;
                *reload*) cp "${0%/*}/../conf.d/loadbalancer.conf" "${0%/*}/../reading" ;;
                esac
                """);
        host.program("curl", """
                cd "${0%/*}/.."
                [ ! -f reading ] || echo >> asked
                if [ -f asked ] && [ $(wc -l < asked) -gt 200 ]; then cp reading running; fi
                sed -n 's/.*return 200 "\\([0-9a-f]*\\).*/\\1/p' running
                """);
        String slow = NginxScript.INSTALL
                .command(List.of())
                .get(2)
                .replace("echo \"${up%.*}${up#*.}\"", "echo $((1000 + $(cat " + dir.resolve("passed") + ")))");
        Files.writeString(dir.resolve("passed"), "0");
        Files.writeString(
                host.folder().resolve(".loadbalancer.conf.new"), config("new").text());

        host.run(Stream.concat(Stream.of("sh", "-c", slow, "mandor"), arguments("new").stream())
                .toList());

        assertThat(host.running()).hasContent(config("new").text());
        assertThat(host.conf()).hasContent(config("new").text());
    }

    @Test
    void planThatRunsIsNotLoadedAgainAndItsLostFileIsPutBack() throws Exception {
        install("new");
        Files.delete(host.conf());
        List<String> calls = host.calls();

        assertThat(install("new")).isEmpty();

        assertThat(host.calls()).isEqualTo(calls);
        assertThat(host.conf()).hasContent(config("new").text());
    }

    private String install(String text) throws IOException, InterruptedException {
        return installer.install(instance, config(text));
    }

    /** Copies a file and installs it, as another manager would. */
    private String script(String text) throws IOException {
        Path file = Files.writeString(dir.resolve("second.conf"), config(text).text());
        Path install = Files.writeString(
                dir.resolve("install.sh"),
                NginxScript.INSTALL.command(List.of()).get(2));
        return "cp " + file + " " + host.folder() + "/.loadbalancer.conf.new\nexec sh " + install + " "
                + String.join(" ", arguments(text)) + "\n";
    }

    private List<String> arguments(String text) {
        NginxConfig config = config(text);
        int bytes = config.text().getBytes(StandardCharsets.UTF_8).length;
        return List.of(
                host.conf().toString(),
                host.folder().toString(),
                "80",
                config.version(),
                Integer.toString(bytes),
                "-",
                "60",
                "nginx");
    }
}
