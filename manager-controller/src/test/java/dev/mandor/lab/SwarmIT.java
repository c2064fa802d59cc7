package dev.mandor.lab;

import static dev.mandor.lab.Site.BEYOND_TOLERANCE;
import static dev.mandor.lab.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The main job on a real Swarm, with the two command lines of the README unchanged: worker1 has 400 MiB free and worker2 350
 * when a test begins, and so worker1 serves.
 */
@ExtendWith(LabCondition.class)
@TestInstance(Lifecycle.PER_CLASS)
class SwarmIT {

    private final Map<String, Running> agents = new HashMap<>();
    private Running manager;
    private boolean labWasUp;

    @BeforeAll
    void startEverything() throws Exception {
        labWasUp = Lab.succeeds("status");
        Lab.up(2);
        resetMemory();
        startManager();
        startAgent("worker1");
        startAgent("worker2");
    }

    @AfterAll
    void stopEverything() throws Exception {
        try {
            for (Running agent : agents.values()) {
                assertThat(agent.stop()).as("exit code of an agent").isZero();
            }
            if (manager != null) {
                assertThat(manager.stop()).as("exit code of the manager").isZero();
            }
        } finally {
            if (!labWasUp) {
                Lab.run("down");
            }
        }
    }

    @BeforeEach
    void everybodyIsWellAndWorker1Serves() throws Exception {
        Lab.run("heal", "worker1");
        Lab.run("heal", "worker2");
        resetMemory();
        Lab.until("the Swarm is healthy", BEYOND_TOLERANCE, () -> Lab.succeeds("status"));
        Lab.until(
                "worker1 serves with worker2 as backup",
                BEYOND_TOLERANCE,
                () -> Site.installedConfig()
                        .matches("(?s).*server 192.168.56.102:8080 \\S+;.*server 192.168.56.103:8080 .* backup;.*"));
        Site.awaitPageOf("worker1");
        manager.mark();
    }

    @Test
    void heartbeatsCarryTheKernelsAvailableMemory() throws Exception {
        assertThat(Lab.run("sh", "worker1", "free", "-m").lines().skip(1).findFirst())
                .hasValueSatisfying(line ->
                        assertThat(line.split("\\s+")).startsWith("Mem:", "700").endsWith("400"));
        manager.await("received worker1 400 MiB free of 700", SOON);
        manager.await("received worker2 350 MiB free of 700", SOON);
    }

    @Test
    void trafficFollowsMemoryAndStaysWithoutNeed() throws Exception {
        Lab.run("mem", "worker2", "420M");
        manager.await("received worker2 420 MiB", SOON);
        manager.markStart(); // it is told once for as long as the plan stays: perhaps in another test
        manager.await("no switch: worker2 has 20 MiB more free memory than worker1", SOON);
        assertThat(Lab.ask()).isEqualTo("Name HOST:worker1");

        Lab.run("mem", "worker2", "600M");
        Site.awaitPageOf("worker2");
        manager.await("worker2 serves, backups: worker1", SOON);
    }

    @Test
    void whenTheServingNodeVanishesNoRequestFailsAndThePlanFollows() throws Exception {
        try (Load load = new Load()) {
            Lab.run("cut", "worker1");
            manager.await("worker1 cannot be reached", SOON);
            manager.await("applied to nginx", SOON);
            Site.awaitPageOf("worker2");
            manager.await("worker1 is down", BEYOND_TOLERANCE);
            assertThat(load.failures()).isEmpty();
        }
        assertThat(manager.since(line -> line.contains("worker1 is down"))).hasSize(1);
        assertThat(Lab.ask()).isEqualTo("Name HOST:worker2");

        Lab.run("heal", "worker1");
        manager.await("worker1 is back", BEYOND_TOLERANCE);
        Site.awaitPageOf("worker1");
    }

    @Test
    void whenAllWorkersVanishTheManagersPageAnswersUntilTheyReturn() throws Exception {
        Lab.run("cut", "worker1");
        Lab.run("cut", "worker2");
        Site.awaitPageOf("manager"); // nginx's third tier, long before the tolerance is over
        manager.await("all workers are down (worker1, worker2): the fallback serves", BEYOND_TOLERANCE);
        manager.await("applied to nginx", SOON);
        assertThat(manager.since(line -> line.contains("is down"))).hasSize(2);
        assertThat(Lab.ask()).isEqualTo("Name HOST:manager");

        Lab.run("heal", "worker1");
        Lab.run("heal", "worker2");
        Site.awaitPageOf("worker1");
    }

    @Test
    void replacedNginxContainerGetsTheConfiguration() throws Exception {
        String before = Site.nginxContainer();
        Lab.run("sh", "manager", "docker", "kill", before);

        manager.await("found nginx", BEYOND_TOLERANCE);
        manager.await("worker1 serves, backups: worker2", SOON);
        assertThat(Site.nginxContainer()).isNotEqualTo(before);
        Site.awaitPageOf("worker1");
    }

    @Test
    void placeholderSiteOfTheImageDoesNotShadowOurs() throws Exception {
        assertThat(Lab.ask("-H", "Host: localhost")).isEqualTo("Name HOST:worker1");
        assertThat(Site.inNginx("ls -A /etc/nginx/conf.d"))
                .contains(".default.conf.disabled-by-mandor")
                .doesNotContainPattern("(?m)^default.conf$");
    }

    @Test
    void refusedConfigurationLeavesTheOneBefore() throws Exception {
        String before = Site.installedConfig();
        Site.inNginx("echo 'server_name_typo x;' > /etc/nginx/conf.d/zz-broken.conf");
        try {
            Lab.run("mem", "worker2", "600M");
            manager.await("nginx refused the configuration, the one before stays: [emerg] unknown directive", SOON);
            assertThat(Site.installedConfig()).isEqualTo(before);
            assertThat(Lab.ask()).isEqualTo("Name HOST:worker1");
        } finally {
            Site.inNginx("rm /etc/nginx/conf.d/zz-broken.conf");
        }
        manager.await("nginx is at the wanted plan again", SOON);
        Site.awaitPageOf("worker2");
        assertThat(manager.since(line -> line.contains("[emerg]"))).hasSize(1);
    }

    @Test
    void nothingIsWrittenOrReloadedWhileNothingChanges() throws Exception {
        String before = Site.stateOfNginx();
        manager.await(8, "received worker", SOON); // several checks long
        assertThat(Site.stateOfNginx()).isEqualTo(before);
    }

    @Test
    void restartOfTheManagerChangesNothingForClients() throws Exception {
        Lab.run("mem", "worker2", "420M"); // the better one, but not by the threshold
        manager.await("received worker2 420 MiB", SOON);
        String before = Site.stateOfNginx();
        try (Load load = new Load()) {
            manager.kill();
            manager.exitCode();
            startManager();
            manager.await("with a configuration from before", SOON);
            manager.await("worker1 serves, backups: worker2", SOON);
            manager.await(4, "received worker", SOON);
            assertThat(load.failures()).isEmpty();
        }
        assertThat(Site.stateOfNginx()).isEqualTo(before);
    }

    private void startManager() throws IOException {
        manager = Lab.start(
                "sh",
                "manager",
                "java",
                "-jar",
                Lab.managerJar().toString(),
                "--verbose",
                "--tolerance",
                "30",
                "--interval",
                "3");
    }

    private void startAgent(String node) throws IOException {
        agents.put(
                node, Lab.start("sh", node, "java", "-jar", Lab.agentJar().toString(), "--manager", "192.168.56.101"));
    }

    private static void resetMemory() throws Exception {
        Lab.run("mem", "worker1", "400M");
        Lab.run("mem", "worker2", "350M");
    }
}
