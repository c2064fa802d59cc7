package dev.mandor.lab;

import static dev.mandor.lab.Site.BEYOND_TOLERANCE;
import static dev.mandor.lab.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two web services of one Swarm, found by their labels: {@code web}, which answers whatever name clients use, and {@code api},
 * at port 9000 for clients of api.example.org. worker1 serves both when a test begins.
 *
 * <p>While there are further services, {@code swarm-lab status} calls the lab unhealthy: it is asked before they come only.
 */
@ExtendWith(LabCondition.class)
@TestInstance(Lifecycle.PER_CLASS)
class ServicesIT {
    private static final String[] API_CLIENT = {"-H", "Host: api.example.org"};

    private final List<Running> agents = new ArrayList<>();
    private Running manager;
    private boolean labWasUp;

    @BeforeAll
    void startEverything() throws Exception {
        labWasUp = Lab.succeeds("status");
        Lab.up(2);
        Lab.run("mem", "worker1", "400M");
        Lab.run("mem", "worker2", "350M");
        docker(
                "service",
                "update",
                "--detach",
                "--label-add",
                "mandor.enable=true",
                "--label-add",
                "mandor.port=8080",
                "web");
        createApi();
        startManager();
        startAgent("worker1");
        startAgent("worker2");
    }

    @AfterAll
    void stopEverything() throws Exception {
        try {
            for (Running agent : agents) {
                agent.stop();
            }
            if (manager != null) {
                manager.stop();
            }
            docker("service", "rm", "api");
            docker("service", "update", "--detach", "--label-rm", "mandor.enable", "--label-rm", "mandor.port", "web");
        } finally {
            if (!labWasUp) {
                Lab.run("down");
            }
        }
    }

    @BeforeEach
    void worker1ServesBoth() throws Exception {
        Lab.until(
                "both services have worker1 with worker2 as backup",
                BEYOND_TOLERANCE.multipliedBy(2),
                () -> Site.installedConfig()
                        .matches("(?s).*upstream mandor_api \\{[^}]*server 192.168.56.102:9000 [^}]*"
                                + "server 192.168.56.103:9000 [^}]* backup;.*upstream mandor_web \\{[^}]*"
                                + "server 192.168.56.102:8080 [^}]*server 192.168.56.103:8080 [^}]* backup;.*"));
        Site.awaitPageOf("worker1");
        awaitApiPageOf("worker1");
        manager.mark();
    }

    @Test
    void requestsReachTheServiceWhoseHostTheyName() throws Exception {
        assertThat(Lab.ask(API_CLIENT)).isEqualTo("api HOST:worker1");
        assertThat(Lab.ask("-H", "Host: API.example.org")).isEqualTo("api HOST:worker1");
        assertThat(Lab.ask("-H", "Host: shop.example.org")).isEqualTo("Name HOST:worker1");
        assertThat(Lab.ask()).isEqualTo("Name HOST:worker1");
    }

    @Test
    void webServiceThatDiesTakesOnlyItsOwnTrafficAway() throws Exception {
        try (Load load = new Load()) {
            Lab.run("sh", "worker1", "docker", "kill", apiContainer("worker1"));
            manager.await("api: worker2 serves", SOON);
            awaitApiPageOf("worker2");
            assertThat(Lab.ask()).isEqualTo("Name HOST:worker1");
            manager.await("api: worker1 serves", BEYOND_TOLERANCE); // Swarm has started it anew
            assertThat(manager.since(line -> line.contains("web: worker2 serves")))
                    .isEmpty();
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void serviceThatIsRemovedDisappearsUntilItIsDeployedAgain() throws Exception {
        try (Load load = new Load()) {
            docker("service", "rm", "api");
            manager.await("service api=9000@api.example.org is gone", SOON);
            Lab.until(
                    "the site for all other names answers for it",
                    SOON,
                    () -> Lab.ask(API_CLIENT).equals("Name HOST:worker1"));
            assertThat(Site.installedConfig()).doesNotContain("api").contains("upstream mandor_web");
            assertThat(load.failures()).isEmpty();
        } finally {
            Lab.until(
                    "its containers are gone",
                    BEYOND_TOLERANCE,
                    () -> Stream.of("manager", "worker1", "worker2").allMatch(ServicesIT::hasNoApiContainer));
            createApi();
        }
        manager.await("service api=9000@api.example.org is new", SOON);
        awaitApiPageOf("worker1");
    }

    @Test
    void wrongLabelLeavesOutItsOwnServiceOnly() throws Exception {
        String before = Site.installedConfig();
        docker(
                "service",
                "create",
                "--detach",
                "--no-resolve-image",
                "--name",
                "bad",
                "--replicas",
                "0",
                "--label",
                "mandor.enable=true",
                "--label",
                "mandor.port=9001; include /etc/passwd;",
                "--label",
                "mandor.host=bad.example.org",
                "mandor-lab");
        try {
            manager.await("service bad is left out: mandor.port: a port is a number from 1 to 65535", SOON);
            assertThat(Site.installedConfig()).isEqualTo(before);
            assertThat(Lab.ask()).isEqualTo("Name HOST:worker1");
            assertThat(Lab.ask(API_CLIENT)).isEqualTo("api HOST:worker1");

            docker("service", "update", "--detach", "--label-add", "mandor.port=9001", "bad");
            manager.await("nothing is wrong with service bad any more", SOON);
            manager.await("service bad=9001@bad.example.org is new", SOON);
            assertThat(manager.since(line -> line.contains("service bad is left out")))
                    .hasSize(1);
        } finally {
            docker("service", "rm", "bad");
        }
        manager.await("service bad=9001@bad.example.org is gone", SOON);
    }

    @Test
    void managerThatIsRestartedWhileTheEngineHangsDropsNoService() throws Exception {
        String nginx = Site.nginxContainer();
        String engine =
                Lab.run("sh", "manager", "sh", "-c", "cat \"$(dirname \"${DOCKER_HOST#unix://}\")/docker.pid\"");
        manager.kill();
        manager.exitCode();
        Lab.run("sh", "manager", "kill", "-STOP", engine);
        try {
            startManager();
            manager.await("nginx keeps those that it has until they can be", SOON);
            manager.await(10, "received worker", SOON); // longer than nodes take to settle
            assertThat(Lab.ask(API_CLIENT)).isEqualTo("api HOST:worker1");
        } finally {
            Lab.run("sh", "manager", "kill", "-CONT", engine);
        }
        manager.await("the labels of services can be read again", BEYOND_TOLERANCE);
        manager.await("service api=9000@api.example.org is new", SOON);
        // Swarm itself may find that its engine was away, and replace the nginx container first.
        Site.awaitPageOf("worker1");
        awaitApiPageOf("worker1");
        assertThat(manager.since(line -> line.contains("applied to nginx " + nginx) && !line.contains("api: ")))
                .isEmpty();
    }

    private void startManager() throws Exception {
        manager = Lab.start(
                "sh",
                "manager",
                "java",
                "-jar",
                Lab.managerJar().toString(),
                "--verbose",
                "--tolerance",
                "6",
                "--interval",
                "1");
    }

    private void startAgent(String node) throws Exception {
        agents.add(Lab.start(
                "sh",
                node,
                "java",
                "-jar",
                Lab.agentJar().toString(),
                "--manager",
                "192.168.56.101",
                "--interval",
                "1",
                "--backend-port",
                "8080,9000"));
    }

    // The delay before a restart is longer than the agent takes to see a dead web service, two looks a second apart.
    private static void createApi() throws Exception {
        docker(
                "service",
                "create",
                "--detach",
                "--no-resolve-image",
                "--name",
                "api",
                "--mode",
                "global",
                "--publish",
                "mode=host,published=9000,target=80",
                "--restart-delay",
                "5s",
                "--stop-grace-period",
                "2s",
                "--stop-signal",
                "SIGTERM",
                "--label",
                "mandor.enable=true",
                "--label",
                "mandor.port=9000",
                "--label",
                "mandor.host=api.example.org",
                "--env",
                "NODE={{.Node.Hostname}}",
                "mandor-lab",
                "sh",
                "-c",
                "echo \"api HOST:$NODE\" >/usr/local/apache2/htdocs/index.html;"
                        + " exec httpd-foreground -c 'FallbackResource /index.html'");
    }

    private static void awaitApiPageOf(String node) throws Exception {
        Lab.until(
                "the page of api on " + node,
                BEYOND_TOLERANCE,
                () -> Lab.ask(API_CLIENT).equals("api HOST:" + node));
    }

    private static String apiContainer(String node) throws Exception {
        return Lab.run("sh", node, "docker", "ps", "-q", "--filter", "label=com.docker.swarm.service.name=api");
    }

    private static boolean hasNoApiContainer(String node) {
        try {
            return apiContainer(node).isEmpty();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void docker(String... words) throws Exception {
        Lab.run(Stream.concat(Stream.of("sh", "manager", "docker"), Stream.of(words))
                .toArray(String[]::new));
    }
}
