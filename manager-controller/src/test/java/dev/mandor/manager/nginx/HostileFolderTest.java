package dev.mandor.manager.nginx;

import static dev.mandor.manager.nginx.FakeHost.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The follower is root, the folder belongs to an ordinary user who means ill. Whatever lies at a name that the follower uses, or
 * comes and goes there while it works: what is root's stays as it was and is shown to nobody, and the next honest request is
 * carried out.
 */
class HostileFolderTest {
    private static final String USER = "64100"; // nobody's number
    private static final String SECRET = "BAD root's own \"abcdef\"\n";
    private static final List<List<String>> NAMES = List.of(
            List.of("", ".taken", ".answer", ".follower", ".good", ".good.part", ".before"),
            List.of(".new"),
            List.of(".request"));
    private static final String APPLETS =
            "basename cat cp dirname grep head id ls mktemp mv readlink rm rmdir sed sh sleep tail timeout wc";

    /** It looks often, since a test should not wait. */
    private static String often(String script) {
        return script.replace("sleep 0.5", "sleep 0.02");
    }

    /** What the user puts at the name "$1"; SECRET is a file that is root's, ROOTS a folder. */
    private static final Map<String, String> KINDS = Map.of(
            "link to a file", "ln -s SECRET \"$1\"",
            "link to what is not there", "ln -s ROOTS/new \"$1\"",
            "link to a folder", "ln -s ROOTS \"$1\"",
            "second name of a file", "ln SECRET \"$1\"",
            "FIFO", "mkfifo \"$1\"",
            "endless device", "ln -s /dev/zero \"$1\"",
            "terminal", "ln -s /dev/tty \"$1\"",
            "10 GiB", "truncate -s 10G \"$1\"",
            "folder", "mkdir \"$1\"",
            "folder with a link", "mkdir folder; ln -s ROOTS folder/x; mv -T folder \"$1\"");

    @TempDir
    private Path dir;

    private FakeHost host;
    private Path shared;
    private Path secret;
    private Path roots;
    private Follower follower;
    private int requests;

    @BeforeEach
    void prepare() throws Exception {
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        if (!root) {
            System.out.println("The tests with a hostile manager are skipped: they need root.");
        }
        assumeTrue(root);
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        host = new FakeHost(dir, Duration.ofMinutes(10)); // as long as the follower runs
        secret = Files.writeString(dir.resolve("secret"), SECRET);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        roots = Files.createDirectory(dir.resolve("roots"));
        shared = Files.createDirectory(dir.resolve("shared")).resolve("loadbalancer.conf");
        Files.setAttribute(shared.getParent(), "unix:uid", Integer.parseInt(USER));
    }

    @AfterEach
    void stop() throws Exception {
        if (follower != null) {
            follower.stop();
        }
        for (String applet : APPLETS.split(" ", -1)) {
            Files.deleteIfExists(dir.resolve("bin").resolve(applet));
        }
    }

    private static Stream<String> shells() {
        return Stream.of("sh", "busybox").filter(shell -> shell.equals("sh") || hasBusybox());
    }

    private static boolean hasBusybox() {
        boolean found = busybox().findAny().isPresent();
        if (!found) {
            System.out.println("The tests with busybox's shell and programs are skipped: there is no busybox.");
        }
        return found;
    }

    private static Stream<Path> busybox() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, "busybox"))
                .filter(Files::isExecutable);
    }

    @ParameterizedTest
    @MethodSource("shells")
    void whateverLiesInTheFolderIsNeitherFollowedNorWaitedFor(String shell) throws Exception {
        start(shell, HostileFolderTest::often);

        everythingEverywhere();
    }

    /** As if each thing had been put there between the look at the name and the opening. */
    @ParameterizedTest
    @MethodSource("shells")
    void whatWasOpenedIsJudgedAndNotWhatLayThere(String shell) throws Exception {
        start(shell, script -> {
            String careless = often(script)
                    .replace("[ -f \"$1\" ] && [ ! -L \"$1\" ] && exec", "exec")
                    .replace("[ -f \"$name.request\" ] && [ ! -L \"$name.request\" ]", ":")
                    .replace("timeout -k 1 5", "timeout -k 1 1");
            assertThat(careless.length()).isLessThan(script.length() - 60); // all that was there
            return careless;
        });

        everythingEverywhere();
    }

    @ParameterizedTest
    @MethodSource("shells")
    void filesThatChangeInEveryMomentHarmNobodyElse(String shell) throws Exception {
        start(shell, script -> often(script).replace("timeout -k 1 5", "timeout -k 1 1"));

        asUser("""
                echo 'x "abcdef' > real
                for i in 0 1 2 3 4 5 6 7 8 9 a b c d e f 0 1 2 3 4 5 6 7 8 9; do
                    printf '%s install 80 abcdef 10 - 60\\n' "abc$i" > next; mv -fT next NAME.request
                    for name in NAME.new NAME.taken NAME.answer NAME.request NAME; do
                        ln -s SECRET link; mv -fT link "$name"
                        ln -s ROOTS link; mv -fT link "$name"
                        mkfifo fifo; mv -fT fifo "$name"
                        cp real file; mv -fT file "$name"
                        truncate -s 10G "$name"; cat real > "$name"
                    done
                    for part in NAME.*.part; do rm -f "$part"; ln -s SECRET "$part"; done
                done 2>/dev/null
                rm -rf ./*
                """);

        assertHonestRequestIsCarriedOut();
    }

    private void start(String shell, UnaryOperator<String> change) throws IOException {
        Files.delete(dir.resolve("bin/sleep"));
        if (shell.equals("busybox")) {
            for (String applet : APPLETS.split(" ", -1)) {
                Files.createSymbolicLink(
                        dir.resolve("bin").resolve(applet),
                        busybox().findFirst().orElseThrow());
            }
        }
        follower = Follower.start(change, dir.resolve("follow"), shared, host.conf(), List.of("nginx"), host);
    }

    private void everythingEverywhere() throws Exception {
        assertHonestRequestIsCarriedOut();
        for (String kind : KINDS.keySet()) {
            for (List<String> suffixes : NAMES) {
                place(kind, suffixes);
                assertHonestRequestIsCarriedOut();
            }
        }
    }

    /** Puts it there and asks for something, then takes away what of it is still there. */
    private void place(String kind, List<String> suffixes) throws Exception {
        for (String suffix : suffixes) {
            Path path = Path.of(shared + suffix);
            asUser("rm -rf \"$1\"", path.toString());
            if (kind.equals("second name of a file")) { // most kernels' settings forbid that to users
                Files.createLink(path, secret);
            } else {
                asUser(KINDS.get(kind), path.toString());
            }
        }
        if (!suffixes.contains(".request")) {
            for (String words : List.of("ask 80", "install 80 abcdef " + SECRET.length() + " - 60")) {
                request(words);
                await(() -> !Files.exists(Path.of(shared + ".request"), LinkOption.NOFOLLOW_LINKS));
            }
        }
        asUser("rm -rf ./*");
    }

    private void assertHonestRequestIsCarriedOut() throws Exception {
        NginxConfig config = config("plan " + ++requests);
        asUser("printf '%s' \"$2\" > part && mv -fT part \"$1.new\"", shared.toString(), config.text());
        String id =
                request("install 80 " + config.version() + " " + config.text().length() + " me:9999 60");
        Path answer = Path.of(shared + ".answer");
        await(() -> Files.exists(answer, LinkOption.NOFOLLOW_LINKS)
                && Files.readString(answer).startsWith(id));

        assertThat(answer).hasContent(id + " 0\n");
        assertThat(host.conf()).hasContent(config.text());
        assertThat(shared).hasContent(config.text());
        assertThatNobodyWasHarmed();
    }

    private void assertThatNobodyWasHarmed() throws IOException {
        assertThat(secret).hasContent(SECRET);
        assertThat(Files.getAttribute(secret, "unix:uid")).isEqualTo(0);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
        assertThat(roots).isEmptyDirectory();
        assertThat(host.calls()).noneMatch(call -> call.contains("root's own"));
        for (Path file : filesOfTheUser()) {
            assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                    .doesNotContain("root's own");
        }
    }

    private List<Path> filesOfTheUser() throws IOException {
        try (Stream<Path> files = Files.list(shared.getParent())) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
    }

    private String request(String words) throws Exception {
        String id = String.format("%016x", ++requests);
        asUser("printf '%s\\n' \"$2\" > part && mv -fT part \"$1.request\"", shared.toString(), id + " " + words);
        return id;
    }

    private void asUser(String script, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
        String text = script.replace("SECRET", secret.toString())
                .replace("ROOTS", roots.toString())
                .replace("NAME", shared.getFileName().toString());
        command.addAll(List.of("sh", "-c", "cd '" + shared.getParent() + "'; " + text, "sh"));
        command.addAll(List.of(arguments));
        host.run(command);
    }

    private static void await(Callable<Boolean> condition) {
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> {
            while (!condition.call()) {
                Thread.onSpinWait();
            }
        });
    }
}
