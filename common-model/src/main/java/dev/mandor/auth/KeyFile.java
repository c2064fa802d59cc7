package dev.mandor.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A file of keys, on a file system that knows owners and modes. Who may read it is checked each time, by the rule that
 * PostgreSQL has for the key of its server certificate: it belongs to the user who runs this and nobody else may touch it
 * (mode 0600), or it belongs to root, and then a group may read it (mode 0640), so that a service that is not root can be
 * given a file that it cannot change.
 *
 * <p>Thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/ssl-tcp.html">PostgreSQL, Secure TCP/IP Connections with SSL</a>
 */
public final class KeyFile {
    private static final int MOST_BYTES = 1 << 20;
    private static final int FOR_OTHERS = 0007;
    private static final int BY_GROUP = 0070;
    private static final int WRITTEN_OR_RUN_BY_GROUP = 0030;
    private static final Path OURSELVES = Path.of("/proc/self");

    private final Path path;

    public KeyFile(Path path) {
        this.path = path;
    }

    /**
     * Reads the keys.
     *
     * @throws KeyFileException when there is no such file, others may read it, or it is malformed
     */
    public KeyRing read() throws KeyFileException {
        try {
            checkAccess(Files.readAttributes(path, "unix:uid,mode"));
            return KeyRing.parse(lines());
        } catch (IllegalArgumentException e) {
            throw problem(e.getMessage());
        } catch (NoSuchFileException e) {
            throw problem("there is no such file");
        } catch (AccessDeniedException e) {
            throw problem("this user may not read it");
        } catch (IOException e) {
            throw problem("it cannot be read"); // the reason is a system's word; none of ours to promise is no secret
        }
    }

    /** What is another after each change of the file's content, owner or mode; equal when nothing changed. */
    Object stamp() {
        try {
            return Map.copyOf(Files.readAttributes(path, "unix:ino,size,lastModifiedTime,ctime"));
        } catch (IOException e) {
            return e.getClass(); // gone or forbidden: also a change, of which read() makes a sentence
        }
    }

    /** A sentence about this file. */
    KeyFileException problem(String what) {
        return new KeyFileException("the key file " + path + " is not used: " + what);
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private List<String> lines() throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException("it is not a regular file");
        }
        try (InputStream stream = Files.newInputStream(path)) {
            byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IllegalArgumentException("it is larger than 1 MiB");
            }
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static void checkAccess(Map<String, Object> attributes) throws IOException {
        int mode = (Integer) attributes.get("mode");
        Object owner = attributes.get("uid");
        boolean ofRoot = owner.equals(0);
        if (!ofRoot && !owner.equals(Files.getAttribute(OURSELVES, "unix:uid"))) {
            throw new IllegalArgumentException(
                    "it belongs to another user; chown it to root or to the user who runs this");
        }
        if ((mode & FOR_OTHERS) != 0 || (mode & WRITTEN_OR_RUN_BY_GROUP) != 0 || (!ofRoot && (mode & BY_GROUP) != 0)) {
            throw new IllegalArgumentException("others may read or change it (mode "
                    + String.format("%04o", mode & 07777) + "); chmod it to 0600, or to 0640 where root owns it");
        }
    }
}
