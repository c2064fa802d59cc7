package dev.mandor.manager.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalNginxGatewayTest {
    @TempDir
    private Path dir;

    @Test
    void nginxIsCalledWithTheNginxConfThatLiesAboveTheFile() throws IOException {
        Path main = Files.createFile(dir.resolve("nginx.conf"));

        assertThat(LocalNginxGateway.nginxCommandFor(dir.resolve("conf.d/loadbalancer.conf")))
                .containsExactly("nginx", "-c", main.toString());
    }

    @Test
    void nginxIsCalledPlainlyWhenThereIsNone() {
        assertThat(LocalNginxGateway.nginxCommandFor(dir.resolve("conf.d/loadbalancer.conf")))
                .containsExactly("nginx");
    }
}
