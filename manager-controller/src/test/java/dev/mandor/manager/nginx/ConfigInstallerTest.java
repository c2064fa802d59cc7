package dev.mandor.manager.nginx;

import static dev.mandor.manager.nginx.FakeHost.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the real script, run by the real {@code sh}; only nginx itself is a fake. */
class ConfigInstallerTest {
    private static final String PLACEHOLDER = """
            server {
                listen       80;
                listen  [::]:80;
                server_name  localhost;
            }
            """;

    @TempDir
    private Path dir;

    private FakeHost host;
    private Path folder;
    private Path conf;
    private Path placeholder;
    private NginxInstance instance;

    @BeforeEach
    void prepare() throws IOException {
        host = new FakeHost(dir);
        folder = host.folder();
        conf = host.conf();
        placeholder = folder.resolve("default.conf");
        instance = new LocalNginxGateway(host).instances().get(0);
    }

    @Test
    void newFileIsInPlaceWhenItIsCheckedAndThenLoaded() throws Exception {
        Files.writeString(conf, "old");

        assertThat(install("new")).isEmpty();

        assertThat(conf).hasContent(config("new").text());
        assertThat(host.calls()).containsExactly("-t -q: new", "-s reload: new");
    }

    @Test
    void refusedFileMakesRoomForTheOneBefore() throws IOException {
        Files.writeString(conf, "old");

        assertThatThrownBy(() -> install("BAD")).isInstanceOf(IOException.class);

        assertThat(conf).hasContent("old");
        assertThat(host.calls()).containsExactly("-t -q: BAD");
    }

    @Test
    void refusedFileIsRemovedWhenThereWasNoneBefore() throws IOException {
        assertThatThrownBy(() -> install("BAD")).isInstanceOf(IOException.class);

        assertThat(files()).isEmpty();
    }

    @Test
    void refusalIsToldInTheWordsOfNginx() {
        assertThatThrownBy(() -> install("BAD"))
                .hasMessageContaining("nginx refused the configuration, the one before stays")
                .hasMessageContaining("[emerg] unknown directive \"BAD\"")
                .hasMessageNotContaining("test failed");
    }

    @Test
    void fileThatCouldNotBeLoadedMakesRoomForTheOneBefore() throws IOException {
        Files.writeString(conf, "old");

        assertThatThrownBy(() -> install("STUCK"))
                .hasMessageContaining("nginx could not be reloaded, the configuration before stays")
                .hasMessageContaining("invalid PID number");

        assertThat(conf).hasContent("old");
    }

    @Test
    void refusalRestoresTheLastAcceptedFileAndNotAnOlderOne() throws Exception {
        install("first");
        install("second");

        assertThatThrownBy(() -> install("BAD")).isInstanceOf(IOException.class);

        assertThat(conf).hasContent(config("second").text());
    }

    @Test
    void oldCopyIsNotRestoredOverAFileThatTheUserRemoved() throws Exception {
        install("first");
        install("second");
        Files.delete(conf);

        assertThatThrownBy(() -> install("BAD")).isInstanceOf(IOException.class);

        assertThat(conf).doesNotExist();
    }

    @Test
    void nothingButTheFileAndTheOneBeforeIsLeft() throws Exception {
        install("first");
        assertThat(files()).containsExactly("loadbalancer.conf");
        install("second");
        assertThat(files()).containsExactly(".loadbalancer.conf.before", "loadbalancer.conf");
        assertThatThrownBy(() -> install("BAD")).isInstanceOf(IOException.class);
        assertThat(files()).containsExactly(".loadbalancer.conf.before", "loadbalancer.conf");
    }

    @Test
    void helperFilesOfEarlierVersionsAreClearedAway() throws Exception {
        install("first");
        for (String suffix : List.of(".new", ".good.part", ".before")) {
            Files.writeString(Path.of(conf + suffix), "from before");
        }
        Files.writeString(folder.resolve("default.conf.disabled-by-mandor"), PLACEHOLDER);

        assertThatThrownBy(() -> install("BAD")).isInstanceOf(IOException.class);

        assertThat(files())
                .containsExactly(".default.conf.disabled-by-mandor", ".loadbalancer.conf.before", "loadbalancer.conf");
    }

    @Test
    void wayBackThatAnEarlierVersionWasCutOffOnIsGoneToItsEnd() throws Exception {
        install("first");
        Files.move(conf, Path.of(conf + ".good"));
        Files.writeString(conf, config("second").text()); // and nginx still runs the first

        assertThatThrownBy(() -> install("BAD")).isInstanceOf(IOException.class);

        assertThat(conf).hasContent(config("first").text());
        assertThat(files()).containsExactly("loadbalancer.conf");
    }

    @Test
    void fileThatAnInterruptedFirstInstallLeftIsNotLostWhenTheNextOneIsRefused() throws Exception {
        host.program("curl", "exit 7"); // so that nobody can say what runs
        Files.writeString(conf, config("first").text());
        Files.createFile(folder.resolve(".loadbalancer.conf.good")); // there was none before

        assertThatThrownBy(() -> install("BAD")).isInstanceOf(IOException.class);

        assertThat(conf).hasContent(config("first").text());
    }

    @Test
    void fileOfAnotherManagerIsLeftAloneUnlessItMayBeTaken() throws Exception {
        Writer other = Writer.at("manager2", 9999);
        ConfigInstaller ours = new ConfigInstaller(
                conf.toString(), 80, List.of("nginx"), Writer.at("manager1", 9999), ConfigInstaller.USUAL_TIMEOUT);
        Files.writeString(conf, other.firstLine());

        assertThatThrownBy(() -> ours.install(instance, config("new"), false))
                .hasMessage("another manager, manager2:9999, writes this nginx");
        assertThat(conf).hasContent(other.firstLine());

        assertThat(ours.install(instance, config("new"), true)).isEmpty();
        assertThat(conf).hasContent(config("new").text());
    }

    @Test
    void copyThatNeverArrivedIsExplained() {
        NginxInstance beneath = new NginxInstance() {
            @Override
            public String id() {
                return "tmpfs";
            }

            @Override
            public void put(NginxConfig config, String path) {}

            @Override
            public String run(NginxScript script, List<String> arguments) throws IOException, InterruptedException {
                return instance.run(script, arguments);
            }
        };

        assertThatThrownBy(() -> installer(80).install(beneath, config("new")))
                .hasMessageContaining("is a tmpfs, docker cp writes beneath it; mount a volume there");
        assertThat(conf).doesNotExist();
    }

    @Test
    void installedFileIsReadBackByteForByteAndAMissingOneIsNone() throws Exception {
        assertThat(installer(80).installed(instance)).isEmpty();

        Files.writeString(conf, "new\n\n# and\ttabs\n");

        assertThat(installer(80).installed(instance)).contains("new\n\n# and\ttabs\n");
    }

    @Test
    void reloadWithoutEffectIsNoticedAndTakenBack() throws Exception {
        install("old");
        Files.createFile(host.deaf());

        assertThatThrownBy(() -> install("new"))
                .isInstanceOf(IOException.class)
                .hasMessage("nginx took the reload but still runs the configuration before");

        assertThat(conf).hasContent(config("old").text());
        assertThat(host.calls()).endsWith("-t -q: new", "-s reload: new", "-s reload: old");
    }

    @Test
    void oldWorkersMayAnswerForAWhile() throws Exception {
        install("old");
        answers(config("old"), config("new"), config("old"), config("new"));

        assertThat(install("new")).isEmpty();

        assertThat(conf).hasContent(config("new").text());
    }

    @Test
    void nginxIsAskedWhatItRuns() throws Exception {
        install("old");

        assertThat(installer(80).isRunning(instance, config("old"))).isTrue();
        assertThat(installer(80).isRunning(instance, config("new"))).isFalse();
    }

    @Test
    void nginxThatAnswersSomethingElseOrNothingRunsNothingOfOurs() throws Exception {
        assertThat(installer(80).isRunning(instance, config("new"))).isFalse();

        host.program("curl", "echo '<html>'; exit 22");
        assertThat(installer(80).isRunning(instance, config("new"))).isFalse();
    }

    @Test
    void wgetIsAskedWhereThereIsNoCurl() throws Exception {
        install("old");
        ConfigInstaller withoutCurl = installer(80);
        host.hideAllBut("sh", "head", "cat", "timeout", "true");
        host.program("wget", """
                [ "$*" = '-q -O - http://127.0.0.1:80/.mandor/version' ] || exit 2
                cat "${0%/*}/../answer"
                """);
        Files.writeString(dir.resolve("answer"), config("new").version());

        assertThat(withoutCurl.isRunning(instance, config("new"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "new", "new\nreturn 200 \"", "another file of the very same length  "})
    void copyThatIsNotTheWholeFileIsNotSwapped(String copied) throws Exception {
        install("old");
        NginxInstance lossy = new NginxInstance() {
            @Override
            public String id() {
                return "lossy";
            }

            @Override
            public void put(NginxConfig config, String path) throws IOException {
                String text = copied.startsWith("another") ? sameLength(copied, config) : copied;
                Files.writeString(Path.of(path), text);
            }

            @Override
            public String run(NginxScript script, List<String> arguments) throws IOException, InterruptedException {
                return instance.run(script, arguments);
            }
        };

        assertThatThrownBy(() -> installer(80).install(lossy, config("new")))
                .hasMessageContaining("loadbalancer.conf.new is not complete");

        assertThat(conf).hasContent(config("old").text());
        assertThat(host.running()).hasContent(config("old").text());
    }

    /** Each step of the script that changes something, and the script is killed before or after it. */
    @ParameterizedTest
    @ValueSource(strings = {"before", "after"})
    void scriptThatIsKilledAtAnyStepLeavesTheWayBackToTheLastGoodFile(String when) throws Exception {
        int step = 1;
        for (; killedAt(step, when); step++) {
            String running = Files.readString(host.running());

            assertThatThrownBy(() -> install("BAD")).hasMessageContaining("nginx refused");
            assertThat(conf).as("killed %s step %d", when, step).hasContent(running);

            assertThat(install("third")).isEmpty();
            assertThat(host.running()).hasContent(config("third").text());
        }
        assertThat(step).isGreaterThan(6);
    }

    /** Returns false when the install of a second file over a first had ended before that step. */
    private boolean killedAt(int step, String when) throws Exception {
        install("first");
        host.killsTheScriptAt(step, when, "cp", "mv");
        try {
            install("second");
            return false;
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("exit code 137");
            return true;
        } finally {
            host.heal();
        }
    }

    private void answers(NginxConfig... answers) throws IOException {
        StringBuilder script = new StringBuilder("cd \"${0%/*}/..\"; echo >> asked\ncase $(wc -l < asked) in\n");
        for (int i = 0; i < answers.length; i++) {
            script.append(i + 1).append(") echo ").append(answers[i].version()).append(" ;;\n");
        }
        String last = answers[answers.length - 1].version();
        host.program("curl", script + "*) echo " + last + " ;;\nesac\n");
    }

    private static String sameLength(String text, NginxConfig config) {
        return (text + " ".repeat(99)).substring(0, config.text().length());
    }

    @Test
    void placeholderOfTheImageIsMovedAsideFromOurPort() throws Exception {
        Files.writeString(placeholder, PLACEHOLDER);

        assertThat(install("new")).contains("default.conf.disabled-by-mandor");

        assertThat(files()).containsExactly(".default.conf.disabled-by-mandor", "loadbalancer.conf");
    }

    @Test
    void placeholderIsPutBackWhenTheFirstFileIsRefused() throws IOException {
        Files.writeString(placeholder, PLACEHOLDER);

        assertThatThrownBy(() -> install("BAD")).isInstanceOf(IOException.class);

        assertThat(files()).containsExactly("default.conf");
        assertThat(placeholder).hasContent(PLACEHOLDER);
    }

    @Test
    void placeholderStaysAsideWhenALaterFileIsRefused() throws Exception {
        Files.writeString(placeholder, PLACEHOLDER);
        install("new");

        assertThatThrownBy(() -> install("BAD")).isInstanceOf(IOException.class);

        assertThat(placeholder).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(ints = {8080, 8, 0})
    void placeholderOnAnotherPortStays(int port) throws Exception {
        Files.writeString(placeholder, PLACEHOLDER);

        installer(port).install(instance, config("new"));

        assertThat(placeholder).hasContent(PLACEHOLDER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.example", "localhost shop.example", "shop.example localhost", "_"})
    void siteOfAnotherNameIsTheUsersOwnAndStays(String names) throws Exception {
        String site = PLACEHOLDER.replace("localhost", names);
        Files.writeString(placeholder, site);

        install("new");

        assertThat(placeholder).hasContent(site);
    }

    @Test
    void siteThatNamesLocalhostAndInAnotherBlockAnotherHostStays() throws Exception {
        Files.writeString(placeholder, PLACEHOLDER + PLACEHOLDER.replace("localhost", "shop.example"));

        install("new");

        assertThat(placeholder).exists();
    }

    @Test
    void defaultConfThatIsOurOwnFileIsNoPlaceholder() throws Exception {
        Files.writeString(placeholder, PLACEHOLDER);

        host.program("nginx", "cat " + placeholder + " > " + host.running());

        new ConfigInstaller(placeholder.toString(), 80, List.of("nginx")).install(instance, config("new"));

        assertThat(files()).containsExactly(".default.conf.before", "default.conf");
        assertThat(placeholder).hasContent(config("new").text());
    }

    private String install(String text) throws IOException, InterruptedException {
        return installer(80).install(instance, config(text));
    }

    private ConfigInstaller installer(int port) {
        return new ConfigInstaller(conf.toString(), port, List.of("nginx"));
    }

    /** Without the lock, which stays. */
    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.matches(".*\\.lock\\.[0-9]+"))
                    .sorted()
                    .toList();
        }
    }
}
