package dev.mandor.manager.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is believed of the other side, and what it finds. No follower runs here. */
class SharedNginxGatewayTest {
    private static final String RUN = "0e1f8e1a-3e5b-4f0e-9f4e-1b7a2c3d4e5f";

    @TempDir
    private Path dir;

    private Path conf;
    private SharedNginxGateway gateway;

    @BeforeEach
    void prepare() {
        conf = dir.resolve("loadbalancer.conf");
        gateway = new SharedNginxGateway(conf, Duration.ZERO, Duration.ZERO);
    }

    @Test
    void folderInWhichNothingFollowsIsNamed() {
        assertThatThrownBy(gateway::instances)
                .hasMessage("nothing has followed in " + dir
                        + " yet: is mandor-follow running beside nginx, with this folder?");
    }

    @Test
    void followerThatDoesNotAnswerIsMissed() throws Exception {
        assertThatThrownBy(() -> instance().run(NginxScript.ASK, List.of("80")))
                .hasMessageStartingWith("nothing answers in " + dir + " within ")
                .hasMessageEndingWith(": is mandor-follow running beside nginx?");
    }

    @Test
    void requestHoldsNumbersOnlyAndEverybodyMayReadIt() throws Exception {
        NginxConfig config = new NginxConfig("the file", "0123456789ab");
        NginxInstance instance = instance();
        instance.put(config, "whatever");
        List<String> arguments = List.of("conf", "keep", "80", "0123456789ab", "8", "me:9999", "60", "nginx");

        assertThatThrownBy(() -> instance.run(NginxScript.INSTALL, arguments)).isInstanceOf(IOException.class);

        assertThat(sibling(".new")).hasContent("the file");
        assertThat(Files.readString(sibling(".request")))
                .matches("[0-9a-f]{16} install 80 0123456789ab 8 me:9999 60\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sibling(".new"))))
                .isEqualTo("rw-r--r--");
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "loadbalancer.conf.new", "loadbalancer.conf.request", "loadbalancer.conf.follower");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123456789abcdef 0\nsaid", "nonsense", "0123456789abcdef"})
    void answerToAnotherRequestIsNone(String answer) throws Exception {
        Files.writeString(sibling(".answer"), answer);

        assertThatThrownBy(() -> instance().run(NginxScript.ASK, List.of("80")))
                .hasMessageStartingWith("nothing answers in ");
    }

    @Test
    void linkIsNotFollowedWhereverItIsPut() throws Exception {
        Path secret = Files.writeString(dir.resolve("secret"), "secret");
        NginxInstance instance = instance();
        for (String suffix : List.of("", ".answer")) {
            Files.createSymbolicLink(sibling(suffix), secret);
        }
        assertThatThrownBy(() -> instance.run(NginxScript.READ, List.of(conf.toString())))
                .hasMessage(conf + " is no ordinary file");
        assertThatThrownBy(() -> instance.run(NginxScript.ASK, List.of("80")))
                .hasMessage(sibling(".answer") + " is no ordinary file");

        Files.createSymbolicLink(sibling(".new"), secret);
        instance.put(new NginxConfig("text", "0"), conf + ".new");
        assertThat(secret).hasContent("secret");
        assertThat(sibling(".new")).isRegularFile().hasContent("text");

        Files.delete(sibling(".follower"));
        Files.createSymbolicLink(sibling(".follower"), secret);
        assertThatThrownBy(gateway::instances).hasMessage(sibling(".follower") + " is no ordinary file");
    }

    @Test
    void fileBeyondAllMeasureIsNotRead() throws Exception {
        NginxInstance instance = instance();
        Files.writeString(sibling(".answer"), "x".repeat((1 << 17) + 1));

        assertThatThrownBy(() -> instance.run(NginxScript.ASK, List.of("80")))
                .hasMessage(sibling(".answer") + " is longer than 131072 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a follower", "0E1F8E1A-3E5B-4F0E-9F4E-1B7A2C3D4E5F"})
    void followerWithAnotherNameIsNone(String name) throws IOException {
        Files.writeString(sibling(".follower"), name);

        assertThatThrownBy(gateway::instances).hasMessage("what follows in " + dir + " is no mandor-follow");
    }

    @Test
    void addressOfThisNodeIsUnknown() {
        assertThatThrownBy(gateway::nodeAddress).hasMessageContaining("name --fallback");
    }

    private NginxInstance instance() throws IOException {
        Files.writeString(sibling(".follower"), RUN + "\n");
        NginxInstance instance = gateway.instances().get(0);
        assertThat(instance.id()).isEqualTo(RUN);
        return instance;
    }

    private Path sibling(String suffix) {
        return Path.of(conf + suffix);
    }
}
