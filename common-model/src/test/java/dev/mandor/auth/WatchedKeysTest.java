package dev.mandor.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedKeysTest {
    @TempDir
    Path folder;

    private Path path;
    private WatchedKeys<KeyRing> keys;

    @BeforeEach
    void open() throws Exception {
        path = folder.resolve("keys");
        write(Keys.line("old", "worker1"));
        keys = new WatchedKeys<>(new KeyFile(path), Function.identity());
    }

    @Test
    void changedFileIsReadOnceItHasSettled() throws Exception {
        write(Keys.line("old", "worker1") + "\n" + Keys.line("new", "worker1"));

        keys.refresh();
        assertThat(keys.current().ids()).as("perhaps half written").hasSize(1);
        keys.refresh();
        assertThat(keys.current().ids()).containsExactly(new KeyId("old"), new KeyId("new"));
    }

    @Test
    void unchangedFileIsNotReadAgain() {
        KeyRing before = keys.current();

        keys.refresh();
        keys.refresh();

        assertThat(keys.current()).isSameAs(before);
    }

    @Test
    void whatCannotBeUsedChangesNothing() throws Exception {
        write("nonsense");
        refreshTwice();
        assertThat(keys.current().ids()).containsExactly(new KeyId("old"));

        Files.delete(path);
        refreshTwice();
        assertThat(keys.current().ids()).containsExactly(new KeyId("old"));

        write(Keys.line("new", "worker1"));
        refreshTwice();
        assertThat(keys.current().ids()).containsExactly(new KeyId("new"));
    }

    @Test
    void fileThatBecomesReadableForOthersIsNotReadAgain() throws Exception {
        write(Keys.line("new", "worker1"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        refreshTwice();

        assertThat(keys.current().ids()).containsExactly(new KeyId("old"));
    }

    @Test
    void choiceMayRefuseTheFile() throws Exception {
        write(Keys.line("a", "worker1") + "\n" + Keys.line("b", "worker1"));

        assertThatExceptionOfType(KeyFileException.class)
                .isThrownBy(() -> new WatchedKeys<>(new KeyFile(path), KeyRing::only))
                .withMessageEndingWith(path + " is not used: there are 2 keys in it, and an agent signs with one");
    }

    private void refreshTwice() {
        keys.refresh();
        keys.refresh();
    }

    /** A new file each time, so that it differs from the one before also within one tick of the file system's clock. */
    private void write(String text) throws IOException {
        Path fresh = folder.resolve("fresh");
        Files.writeString(fresh, text + "\n");
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING);
    }
}
