package dev.mandor.manager.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the real script, run by the real {@code sh}; only nginx itself is a fake. */
class ConfigInstallerTest {
    /** Notes each call with the file that it saw; {@code -t} refuses a file with the word BAD, reload fails on STUCK. */
    private static final String FAKE_NGINX = """
            conf=${0%/*}/conf.d/loadbalancer.conf
            echo "$*: $(cat "$conf")" >> "${0%/*}/calls"
            case "$*" in
            *-t*)
                grep -q BAD "$conf" || exit 0
                echo 'nginx: [emerg] unknown directive "BAD"' >&2
                echo 'nginx: configuration file nginx.conf test failed' >&2
                exit 1 ;;
            *reload*)
                grep -q STUCK "$conf" || exit 0
                echo 'nginx: [error] invalid PID number' >&2
                exit 1 ;;
            esac
            """;

    private static final String PLACEHOLDER = """
            server {
                listen       80;
                listen  [::]:80;
                server_name  localhost;
            }
            """;

    @TempDir
    private Path dir;

    private Path folder;
    private Path conf;
    private Path placeholder;
    private NginxInstance instance;

    @BeforeEach
    void prepare() throws IOException {
        folder = Files.createDirectory(dir.resolve("conf.d"));
        conf = folder.resolve("loadbalancer.conf");
        placeholder = folder.resolve("default.conf");
        Files.writeString(dir.resolve("nginx"), FAKE_NGINX);
        instance = new LocalNginxGateway(new ProcessRunner(Duration.ofSeconds(20)))
                .instances()
                .get(0);
    }

    @Test
    void newFileIsInPlaceWhenItIsCheckedAndThenLoaded() throws Exception {
        Files.writeString(conf, "old");

        assertThat(install("new")).isEmpty();

        assertThat(conf).hasContent("new");
        assertThat(calls()).containsExactly("-t -q: new", "-s reload: new");
    }

    @Test
    void refusedFileMakesRoomForTheOneBefore() throws IOException {
        Files.writeString(conf, "old");

        assertThatThrownBy(() -> install("BAD")).isInstanceOf(IOException.class);

        assertThat(conf).hasContent("old");
        assertThat(calls()).containsExactly("-t -q: BAD");
    }

    @Test
    void refusedFileIsRemovedWhenThereWasNoneBefore() {
        assertThatThrownBy(() -> install("BAD")).isInstanceOf(IOException.class);

        assertThat(folder).isEmptyDirectory();
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

        assertThat(conf).hasContent("second");
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
        assertThat(files()).containsExactly("loadbalancer.conf", "loadbalancer.conf.before");
        assertThatThrownBy(() -> install("BAD")).isInstanceOf(IOException.class);
        assertThat(files()).containsExactly("loadbalancer.conf");
    }

    @Test
    void installedFileIsReadBackByteForByteAndAMissingOneIsNone() throws Exception {
        assertThat(installer(80).installed(instance)).isEmpty();

        install("new\n\n# and\ttabs\n");

        assertThat(installer(80).installed(instance)).contains("new\n\n# and\ttabs\n");
    }

    @Test
    void placeholderOfTheImageIsMovedAsideFromOurPort() throws Exception {
        Files.writeString(placeholder, PLACEHOLDER);

        assertThat(install("new")).contains("default.conf.disabled-by-mandor");

        assertThat(files()).containsExactly("default.conf.disabled-by-mandor", "loadbalancer.conf");
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

        installer(port).install(instance, new NginxConfig("new"));

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

        new ConfigInstaller(placeholder.toString(), 80, List.of("true")).install(instance, new NginxConfig("new"));

        assertThat(files()).containsExactly("default.conf", "default.conf.before");
        assertThat(placeholder).hasContent("new");
    }

    private String install(String text) throws IOException, InterruptedException {
        return installer(80).install(instance, new NginxConfig(text));
    }

    private ConfigInstaller installer(int port) {
        return new ConfigInstaller(
                conf.toString(), port, List.of("sh", dir.resolve("nginx").toString()));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(dir.resolve("calls"));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
