package dev.mandor.manager.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.HostileSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real nginx takes what comes of hostile heartbeats, labels and flags. What it says is shown by HostileInputTest. */
@OnEveryNginx
class HostileInputIT {
    private static final int FILES = 300;
    private static final int STEPS = 4;

    @TempDir
    private Path dir;

    private final ProcessRunner runner = new ProcessRunner(Duration.ofSeconds(20));
    private RealNginx nginx;

    @BeforeEach
    void start() throws Exception {
        nginx = RealNginx.start(dir);
    }

    @AfterEach
    void stop() throws Exception {
        nginx.stop();
    }

    @Test
    void nginxTakesEachFile() throws Exception {
        Set<String> files = new HashSet<>();
        for (long seed = 0; files.size() < FILES; seed++) {
            HostileSite site = new HostileSite(seed);
            for (int step = 0; step < STEPS; step++) {
                site.step();
            }
            if (files.add(site.file())) {
                check(site.file(), seed);
            }
        }
        assertThat(files).anyMatch(file -> file.contains("ip_hash")).anyMatch(file -> file.contains(".reserve"));
    }

    private void check(String file, long seed) throws Exception {
        Files.writeString(nginx.conf(), file);
        try {
            runner.run(nginx.check());
        } catch (CommandFailedException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\n" + file, e);
        }
    }
}
