package dev.mandor.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void write() throws IOException {
        path = folder.resolve("manager.keys");
        Files.writeString(path, Keys.line("k1", "worker1") + "\n");
        allow("rw-------");
    }

    @Test
    void isReadByItsOwner() throws Exception {
        assertThat(new KeyFile(path).read().ids()).containsExactly(new KeyId("k1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw----r--", "rw-----w-", "rw------x", "rw--w----", "rw-r--r--", "rwxrwxrwx"})
    void isRefusedWhereOthersMayReadOrChangeIt(String mode) throws Exception {
        allow(mode);

        assertThat(problem())
                .contains(path + " is not used: others may read or change it (mode 0")
                .contains("0600");
    }

    /** A service that is not root is given the file by its group, and cannot change it. */
    @Test
    void groupMayReadWhatBelongsToRoot() throws Exception {
        allow("rw-r-----");

        if (weAreRoot()) {
            assertThat(new KeyFile(path).read().ids()).hasSize(1);
        } else {
            assertThat(problem()).contains("others may read or change it (mode 0640)");
        }
    }

    @Test
    void isRefusedWhereItBelongsToSomebodyElse() throws Exception {
        assumeTrue(weAreRoot(), "only root can give a file away");
        Files.setAttribute(path, "unix:uid", 12345);

        assertThat(problem()).contains("it belongs to another user");
    }

    @Test
    void whatIsWrongInItIsNamedWithoutTheSecret() throws Exception {
        Files.writeString(path, "k1 worker1 " + Keys.secret("hush").substring(0, 20));

        assertThat(problem())
                .endsWith("is not used: line 1: the secret is too short: it must be at least 32 bytes, 43 characters of"
                        + " Base64");
    }

    @Test
    void missingFileAndDirectoryAreNamed() throws Exception {
        Files.delete(path);
        assertThat(problem()).endsWith("is not used: there is no such file");

        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertThat(problem()).endsWith("is not used: it is not a regular file");
    }

    @Test
    void fileOfAnySizeIsReadInBounds() throws Exception {
        Files.write(path, new byte[(1 << 20) + 1]);
        assertThat(problem()).endsWith("is not used: it is larger than 1 MiB");
    }

    private String problem() {
        return assertThatExceptionOfType(KeyFileException.class)
                .isThrownBy(() -> new KeyFile(path).read())
                .actual()
                .getMessage();
    }

    private void allow(String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static boolean weAreRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}
