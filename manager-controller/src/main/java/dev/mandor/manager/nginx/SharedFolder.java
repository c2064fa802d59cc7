package dev.mandor.manager.nginx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The folder in which the manager and {@code mandor-follow} leave files for each other. Whoever is on the other side may be
 * root in its container, and is not believed: only ordinary files are read, never what a link points at, and not more than so
 * many bytes. A file is whole when it appears, since it is renamed into its place.
 *
 * <p>All names begin with that of nginx's file, and end so that nginx does not include them.
 */
final class SharedFolder {
    private final Path file;

    /** @param file nginx's file, as it is called here */
    SharedFolder(Path file) {
        this.file = file;
    }

    /** The folder itself. */
    Path path() {
        return file.getParent();
    }

    /**
     * What lies there.
     *
     * @param suffix of the name; empty for nginx's file itself
     * @return empty when there is nothing
     * @throws IOException when it is no ordinary file, is longer than {@code maxBytes}, or may not be read
     */
    Optional<String> read(String suffix, int maxBytes) throws IOException {
        Path path = sibling(suffix);
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + " is no ordinary file");
        }
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            if (bytes.length > maxBytes) {
                throw new IOException(path + " is longer than " + maxBytes + " bytes");
            }
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // replaced just now
        }
    }

    /** Puts a file there that everybody may read, in the place of what there was. */
    void write(String suffix, String text) throws IOException {
        try {
            Path part = Files.createTempFile(path(), file.getFileName() + ".", ".part");
            try {
                Files.writeString(part, text);
                Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
                Files.move(part, sibling(suffix), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new IOException("cannot write into the folder shared with nginx, " + path() + ": " + why(e), e);
        }
    }

    // The name of the file is another one each time, and would make the same trouble look like a new one.
    private static String why(IOException e) {
        String reason = e instanceof FileSystemException named ? named.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    private Path sibling(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }
}
