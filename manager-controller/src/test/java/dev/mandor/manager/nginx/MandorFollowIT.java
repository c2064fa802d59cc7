package dev.mandor.manager.nginx;

import static dev.mandor.manager.TestNodes.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.model.Endpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real nginx, driven through a folder. */
@OnEveryNginx
class MandorFollowIT {
    @TempDir
    private Path dir;

    private RealNginx nginx;
    private Path shared;
    private Follower follower;
    private NginxInstance instance;
    private NginxConfig config;

    @BeforeEach
    void start() throws Exception {
        nginx = RealNginx.start(dir);
        shared = dir.resolve("shared/loadbalancer.conf");
        ProcessRunner runner = new ProcessRunner(Duration.ofMinutes(5));
        follower = Follower.start(dir.resolve("follow"), shared, nginx.conf(), nginx.command(), runner);
        instance = new SharedNginxGateway(shared, Duration.ofMinutes(1))
                .instances()
                .get(0);
        config = new NginxConfigRenderer(nginx.port(), Duration.ofMillis(100))
                .render(table(RoutingPlan.FALLBACK_ONLY), Endpoint.parse("127.0.0.1:9"));
    }

    @AfterEach
    void stop() throws Exception {
        follower.stop();
        nginx.stop();
    }

    @Test
    void installedConfigurationIsTheOneThatRuns() throws Exception {
        assertThat(nginx.installer().isRunning(instance, config)).isFalse();

        assertThat(nginx.installer().install(instance, config)).isEmpty();

        assertThat(nginx.installer().isRunning(instance, config)).isTrue();
        assertThat(nginx.conf()).hasContent(config.text());
        assertThat(shared).hasContent(config.text());
    }

    @Test
    void nginxTellsWhichItIs() throws Exception {
        assertThat(nginx.installer().facts(instance).version()).isPositive();
    }

    @Test
    void refusedConfigurationIsTakenBack() throws Exception {
        Files.writeString(dir.resolve("conf.d/zz-broken.conf"), "server_name_typo x;");

        assertThatThrownBy(() -> nginx.installer().install(instance, config))
                .hasMessageStartingWith(
                        "nginx refused the configuration, the one before stays: [emerg] unknown directive");
        assertThat(nginx.conf()).doesNotExist();
        assertThat(shared).doesNotExist();
    }

    @Test
    void reloadThatNginxDoesNotCarryOutIsTakenBack() throws Exception {
        nginx.freeze();

        assertThatThrownBy(() -> nginx.installer().install(instance, config))
                .hasMessage("nginx took the reload but still runs the configuration before");
    }
}
