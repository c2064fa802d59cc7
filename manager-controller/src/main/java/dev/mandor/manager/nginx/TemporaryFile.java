package dev.mandor.manager.nginx;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A configuration on its way to nginx, in this machine's folder for temporary files. Everybody may read it: docker's user must. */
record TemporaryFile(Path path) implements AutoCloseable {
    static TemporaryFile of(NginxConfig config) throws IOException {
        TemporaryFile file = new TemporaryFile(create());
        try {
            Files.writeString(file.path, config.text());
            Files.setPosixFilePermissions(file.path, PosixFilePermissions.fromString("rw-r--r--"));
            return file;
        } catch (IOException e) {
            file.close();
            throw unusable(folder(), e);
        }
    }

    static Path folder() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    private static Path create() throws IOException {
        try {
            return Files.createTempFile(folder(), "mandor-", ".conf");
        } catch (IOException e) {
            throw unusable(folder(), e);
        }
    }

    private static IOException unusable(Path folder, IOException e) {
        return new IOException("cannot write into the folder for temporary files, " + folder + ": " + why(e), e);
    }

    // The name of the file is another one each time, and would make the same trouble look like a new one.
    private static String why(IOException e) {
        String reason = e instanceof FileSystemException named ? named.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
