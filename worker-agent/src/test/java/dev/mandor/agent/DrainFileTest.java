package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainFileTest {
    @TempDir
    private Path directory;

    private DrainFile file;

    @BeforeEach
    void name() {
        file = new DrainFile(directory.resolve("drain"));
    }

    @Test
    void fileComesAndGoes() throws IOException {
        assertThat(file.exists()).isFalse();
        assertThat(file.create()).isTrue();
        assertThat(file.exists()).isTrue();
        assertThat(file.create()).isFalse();
        assertThat(file.remove()).isTrue();
        assertThat(file.exists()).isFalse();
        assertThat(file.remove()).isFalse();
    }

    @Test
    void contentDoesNotMatter() throws IOException {
        Files.writeString(file.path(), "kernel upgrade, back at noon");

        assertThat(file.exists()).isTrue();
        assertThat(file.create()).isFalse();
        assertThat(file.path()).hasContent("kernel upgrade, back at noon");
        assertThat(file.remove()).isTrue();
    }

    @Test
    void directoryDrainsNothingAndIsLeftAlone() throws IOException {
        Files.createDirectory(file.path());

        assertThat(file.exists()).isFalse();
        assertThat(file.remove()).isFalse();
        assertThat(file.path()).isDirectory();
        assertThatIOException()
                .isThrownBy(file::create)
                .withMessage("the drain file " + file + " cannot be made: something else has that name");
    }

    @Test
    void missingDirectoryIsSaidToBeSo() throws IOException {
        DrainFile lost = new DrainFile(directory.resolve("nowhere/drain"));

        assertThat(lost.exists()).isFalse();
        assertThat(lost.remove()).isFalse();
        assertThatIOException()
                .isThrownBy(lost::create)
                .withMessage("the drain file " + lost + " cannot be made: its directory does not exist");
    }

    @Test
    void whatTheSystemRefusesIsExplained() {
        DrainFile impossible = new DrainFile(Path.of("/dev/null/drain"));

        assertThatIOException()
                .isThrownBy(impossible::create)
                .withMessage("the drain file /dev/null/drain cannot be made: Not a directory");
    }
}
