package dev.mandor.manager.nginx;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which nginx the tests run: the one that the environment variable MANDOR_NGINX names, by its path or by its version among
 * those that {@code scripts/nginxes} keeps; without it, this machine's.
 */
final class NginxProgram {
    private static final String NAMED = System.getenv().getOrDefault("MANDOR_NGINX", "");

    private NginxProgram() {}

    static Optional<Path> wanted() {
        return candidates().filter(Files::isExecutable).findFirst();
    }

    /** What is missing, and what helps. */
    static String complaint() {
        return NAMED.isEmpty()
                ? "there is no nginx program"
                : "there is no nginx " + NAMED + "; scripts/nginxes brings 1.26 and 1.30";
    }

    private static Stream<Path> candidates() {
        if (NAMED.isEmpty()) {
            return Stream.concat(
                            Stream.of(System.getenv("PATH").split(":", -1)), Stream.of("/usr/local/sbin", "/usr/sbin"))
                    .map(folder -> Path.of(folder, "nginx"));
        }
        return Stream.of(NAMED.contains("/") ? Path.of(NAMED) : cached(NAMED));
    }

    private static Path cached(String version) {
        String cache = System.getenv().getOrDefault("MANDOR_CACHE", "/var/cache/mandor");
        return Path.of(cache, "nginx", version, "bin", "nginx");
    }
}
