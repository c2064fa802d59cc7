package dev.mandor.lab;

import static dev.mandor.lab.Site.BEYOND_TOLERANCE;
import static dev.mandor.lab.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults of all kinds on a real Swarm, and what a client sees of them: 20 requests a second, each on a new connection, none
 * of which may fail. A heartbeat a second and a tolerance of 6 s, so that it does not take all day; worker1 serves when a
 * test begins.
 */
@ExtendWith(LabCondition.class)
@TestInstance(Lifecycle.PER_CLASS)
class SwarmFaultsIT {
    private static final int TOLERANCE_SECONDS = 6;

    private final Map<String, Running> agents = new HashMap<>();
    private Running manager;
    private boolean labWasUp;

    @TempDir
    private static Path stateDir;

    @BeforeAll
    void startEverything() throws Exception {
        labWasUp = Lab.succeeds("status");
        Lab.up(2);
        startManager();
        startAgent("worker1");
        startAgent("worker2");
    }

    @AfterAll
    void stopEverything() throws Exception {
        try {
            for (Running agent : agents.values()) {
                agent.stop();
            }
            manager.stop();
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
        Lab.run("mem", "worker1", "400M");
        Lab.run("mem", "worker2", "350M");
        Lab.until("the Swarm is healthy", BEYOND_TOLERANCE, () -> Lab.succeeds("status"));
        awaitBothPlanned();
        manager.mark();
    }

    @Test
    void webServiceThatDiesIsLeftAtOnceAndNoRequestFails() throws Exception {
        try (Load load = new Load()) {
            Lab.run("sh", "worker1", "docker", "kill", webContainer("worker1"));
            manager.await("worker1 is unhealthy", SOON);
            manager.await("worker2 serves", SOON);
            manager.await("worker1 is healthy again", BEYOND_TOLERANCE); // Swarm has started it anew
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void agentThatIsKilledTakesItsNodeOutAfterTheToleranceAndNoRequestFails() throws Exception {
        try (Load load = new Load()) {
            agents.get("worker1").kill();
            manager.await("worker1 is down", SOON);
            manager.await("worker2 serves", SOON);
            assertThat(load.failures()).isEmpty();
        } finally {
            startAgent("worker1");
        }
    }

    @Test
    void agentThatIsStoppedLeavesBeforeAnybodyMissesIt() throws Exception {
        try (Load load = new Load()) {
            assertThat(agents.get("worker1").stop()).isZero();
            manager.await("worker1 left", SOON);
            manager.await("worker2 serves, no backup", SOON);
            assertThat(manager.since(line -> line.contains("is down"))).isEmpty();
            assertThat(load.failures()).isEmpty();
        } finally {
            startAgent("worker1");
        }
    }

    @Test
    void managerThatStoodStillConvictsNobodyOnWaking() throws Exception {
        String before = Site.stateOfNginx();
        try (Load load = new Load()) {
            manager.signal("STOP");
            Thread.sleep(2 * TOLERANCE_SECONDS * 1000); // the fault itself: so long it stands still
            manager.mark();
            manager.signal("CONT");
            manager.await(4, "received worker", SOON);
            assertThat(manager.since(line -> line.contains("is down"))).isEmpty();
            assertThat(load.failures()).isEmpty();
        }
        assertThat(Site.stateOfNginx()).isEqualTo(before);
    }

    @Test
    void dockerEngineThatHangsDelaysNoVerdictAndGetsThePlanWhenItAnswersAgain() throws Exception {
        String engine =
                Lab.run("sh", "manager", "sh", "-c", "cat \"$(dirname \"${DOCKER_HOST#unix://}\")/docker.pid\"");
        try (Load load = new Load()) {
            Lab.run("sh", "manager", "kill", "-STOP", engine);
            try {
                manager.await("no answer within", SOON);
                Lab.run("cut", "worker1");
                manager.await("worker1 is down", SOON);
                manager.await("worker2 serves", SOON);
                assertThat(manager.since(line -> line.contains("worker2 is down")))
                        .isEmpty();
                assertThat(load.failures()).isEmpty();
            } finally {
                Lab.run("sh", "manager", "kill", "-CONT", engine);
            }
        }
        // Swarm itself may find that its engine was away, and replace the nginx container first.
        manager.await("nginx is at the wanted plan again", BEYOND_TOLERANCE);
        Site.awaitPageOf("worker2");
    }

    @Test
    void webPortThatIsShutOffWhileHeartbeatsArriveTakesTheNodeOutAndNoRequestFails() throws Exception {
        String[] rule = {"OUTPUT", "-p", "tcp", "-d", "192.168.56.102", "--dport", "8080", "-j", "DROP"};
        String[] forwarded = {"FORWARD", "-p", "tcp", "-d", "192.168.56.102", "--dport", "8080", "-j", "DROP"};
        iptables("-I", rule);
        iptables("-I", forwarded);
        try (Load load = new Load()) {
            manager.await("worker1 cannot be reached", SOON);
            manager.await("worker2 serves, no backup", SOON);
            assertThat(manager.since(line -> line.contains("is down"))).isEmpty();
            assertThat(load.failures()).isEmpty();
        } finally {
            iptables("-D", rule);
            iptables("-D", forwarded);
        }
        manager.await("worker1 can be reached again", SOON);
        manager.await("worker1 serves, backups: worker2", SOON);
    }

    @Test
    void blockedHeartbeatsOfAllDoNotTakeTheSiteDown() throws Exception {
        String[] rule = {"INPUT", "-p", "udp", "--dport", "9999", "-j", "DROP"};
        iptables("-I", rule);
        try (Load load = new Load()) {
            manager.await("perhaps it is we who hear nothing", SOON);
            manager.await("in reserve: worker1, worker2", SOON);
            assertThat(load.failures()).isEmpty();
        } finally {
            iptables("-D", rule);
        }
        manager.await("worker1 is back", SOON);
    }

    @Test
    void fifthOfTheHeartbeatsLostConvictsNobody() throws Exception {
        String[] rule = {
            "INPUT",
            "-p",
            "udp",
            "--dport",
            "9999",
            "-m",
            "statistic",
            "--mode",
            "random",
            "--probability",
            "0.2",
            "-j",
            "DROP"
        };
        iptables("-I", rule);
        try {
            manager.await(80, "received worker", BEYOND_TOLERANCE.multipliedBy(2));
            assertThat(manager.since(line -> line.contains("is down"))).isEmpty();
        } finally {
            iptables("-D", rule);
        }
    }

    @Test
    void serviceThatIsScaledToNothingAndBackGetsTheConfiguration() throws Exception {
        Lab.run("sh", "manager", "docker", "service", "scale", "--detach", "nginx=0");
        manager.await("no running container of Swarm service 'nginx'", SOON);
        Lab.run("sh", "manager", "docker", "service", "scale", "--detach", "nginx=1");
        manager.await("nginx is at the wanted plan again", BEYOND_TOLERANCE);
        Site.awaitPageOf("worker1");
    }

    @Test
    void managerThatIsKilledFiftyTimesUnderLoadCostsNoRequestAndNoSwitch() throws Exception {
        Lab.run("mem", "worker2", "420M"); // better, but not by the threshold
        manager.await("received worker2 420 MiB", SOON);
        String before = Site.stateOfNginx();
        List<String> switches = new ArrayList<>();
        try (Load load = new Load()) {
            for (int kill = 0; kill < 50; kill++) {
                manager.kill();
                manager.exitCode();
                switches.addAll(manager.since(line -> line.contains("worker2 serves")));
                startManager();
                manager.await("found nginx", SOON);
            }
            assertThat(load.failures()).isEmpty();
        }
        assertThat(switches).isEmpty();
        assertThat(Site.stateOfNginx()).isEqualTo(before);
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
                Integer.toString(TOLERANCE_SECONDS),
                "--interval",
                "1",
                "--state-dir",
                stateDir.toString());
    }

    private void startAgent(String node) throws Exception {
        agents.put(
                node,
                Lab.start(
                        "sh",
                        node,
                        "java",
                        "-jar",
                        Lab.agentJar().toString(),
                        "--manager",
                        "192.168.56.101",
                        "--interval",
                        "1"));
    }

    private static void awaitBothPlanned() throws Exception {
        Lab.until(
                "worker1 serves with worker2 as backup",
                BEYOND_TOLERANCE.multipliedBy(2),
                () -> Site.installedConfig()
                        .matches("(?s).*server 192.168.56.102:8080 \\S+;.*server 192.168.56.103:8080 .* backup;.*"));
        Site.awaitPageOf("worker1");
    }

    private static String webContainer(String node) throws Exception {
        return Lab.run("sh", node, "docker", "ps", "-q", "--filter", "label=com.docker.swarm.service.name=web");
    }

    private static void iptables(String action, String... rule) throws Exception {
        List<String> words = new ArrayList<>(List.of("sh", "manager", "iptables", action));
        words.addAll(List.of(rule));
        Lab.run(words.toArray(String[]::new));
    }
}
