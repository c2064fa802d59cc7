package dev.mandor.manager.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A folder that the manager writes into. A file is written and removed rather than the mode read: a disk may be full or mounted
 * read-only, and root may write whatever the mode says.
 */
public final class FolderCheck implements Check.Look {
    private final String what;
    private final Path folder;
    private final Function<FolderCheck, Finding> whenMissing;

    private FolderCheck(String what, Path folder, Function<FolderCheck, Finding> whenMissing) {
        this.what = what;
        this.folder = folder.toAbsolutePath();
        this.whenMissing = whenMissing;
    }

    /** @param what a folder is that must be there, as the beginning of a sentence */
    public static FolderCheck existing(String what, Path folder) {
        return new FolderCheck(what, folder, FolderCheck::missing);
    }

    /** @param what a folder is that the manager makes if it can, as the beginning of a sentence */
    public static FolderCheck madeWhenMissing(String what, Path folder) {
        return new FolderCheck(what, folder, FolderCheck::toBeMade);
    }

    @Override
    public void at(Consumer<Finding> tell) {
        tell.accept(Files.exists(folder) ? written() : whenMissing.apply(this));
    }

    private Finding written() {
        try {
            Path file = Files.createTempFile(folder, ".mandor-check", ".tmp"); // nginx does not include that
            try {
                Files.writeString(file, "written by 'manager check'\n");
            } finally {
                Files.delete(file);
            }
            return Finding.ok(what + " " + folder + " can be written into");
        } catch (IOException e) {
            return Finding.fail(
                    what + " " + folder + " cannot be written into: "
                            + e.getClass().getSimpleName(),
                    "give it to the user who runs the manager, and see that its disk is not full: df " + folder);
        }
    }

    private Finding toBeMade() {
        Path parent = folder.getParent();
        while (parent != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }
        return parent != null && Files.isDirectory(parent) && Files.isWritable(parent)
                ? Finding.ok(what + " " + folder + " is not there yet: the manager makes it")
                : missing();
    }

    private Finding missing() {
        return Finding.fail(
                what + " " + folder + " is not there", "mkdir -p " + folder + ", owned by the manager's user");
    }
}
