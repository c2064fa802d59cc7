package dev.mandor.lab;

import static dev.mandor.lab.Site.BEYOND_TOLERANCE;
import static dev.mandor.lab.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * docker/stack-rootless.yml as it is, on a real Swarm, with a manager that has no privilege, no Docker and not even a program
 * to run: it sees one folder, and nginx includes nothing of that.
 */
@ExtendWith(LabCondition.class)
@TestInstance(Lifecycle.PER_CLASS)
class RootlessIT {
    private static final String MANAGER = "64100"; // nobody's number

    private final List<Running> daemons = new ArrayList<>();
    private Path folder;
    private Path shared;
    private Path followers;
    private Running manager;
    private boolean labWasUp;

    @BeforeAll
    void startEverything() throws Exception {
        labWasUp = Lab.succeeds("status");
        Lab.up(2);
        Lab.run("mem", "worker1", "400M");
        Lab.run("mem", "worker2", "350M");
        folder = Files.createTempDirectory("mandor-rootless");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        shared = Files.createDirectory(folder.resolve("shared"));
        followers = Files.createDirectory(folder.resolve("followers"));
        Files.setPosixFilePermissions(followers, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setAttribute(shared, "unix:uid", Integer.parseInt(MANAGER));
        Lab.run("sh", "manager", "docker", "service", "scale", "--detach", "nginx=0");
        deploy();
        startManager();
        startAgent("worker1");
        startAgent("worker2");
    }

    @AfterAll
    void stopEverything() throws Exception {
        try {
            for (Running daemon : daemons) {
                assertThat(daemon.stop()).as("exit code").isZero();
            }
            Lab.run("sh", "manager", "docker", "stack", "rm", "site");
            Lab.run("sh", "manager", "docker", "service", "scale", "--detach", "nginx=1");
            LeastPrivilegeIT.delete(folder);
        } finally {
            if (!labWasUp) {
                Lab.run("down");
            }
        }
    }

    @BeforeEach
    void worker1Serves() throws Exception {
        Lab.run("mem", "worker2", "350M");
        Site.awaitPageOf("worker1");
        manager.mark();
    }

    @Test
    void planFollowsMemory() throws Exception {
        Lab.run("mem", "worker2", "600M");
        manager.await("worker2 serves, backups: worker1", SOON);
        Site.awaitPageOf("worker2");
    }

    @Test
    void refusedConfigurationIsToldInTheWordsOfNginxAndTheOneBeforeServes() throws Exception {
        Path broken = Files.writeString(followers.resolve("zz-broken.conf"), "server_name_typo x;");
        try {
            Lab.run("mem", "worker2", "600M");
            manager.await("nginx refused the configuration, the one before stays: [emerg] unknown directive", SOON);
            assertThat(Lab.ask()).isEqualTo("Name HOST:worker1");
        } finally {
            Files.delete(broken);
        }
        manager.await("nginx is at the wanted plan again", BEYOND_TOLERANCE);
        Site.awaitPageOf("worker2");
    }

    @Test
    void replacedNginxContainerServesWhatTheFollowerKeptAndIsNoticed() throws Exception {
        Lab.run("sh", "manager", "docker", "kill", nginxContainer());

        manager.await("found nginx", BEYOND_TOLERANCE);
        Site.awaitPageOf("worker1");
        Lab.run("mem", "worker2", "600M");
        manager.await("worker2 serves, backups: worker1", SOON);
        Site.awaitPageOf("worker2");
    }

    private void deploy() throws Exception {
        Path stack = Lab.script("..").resolve("docker/stack-rootless.yml").normalize();
        List<String> command = new ArrayList<>(List.of("sh", "manager", "env", "MANDOR_NGINX_IMAGE=mandor-lab"));
        command.addAll(List.of("MANDOR_SHARED_FOLDER=" + shared, "MANDOR_FOLLOW_FOLDER=" + followers));
        command.addAll(List.of("docker", "stack", "deploy", "--resolve-image"));
        command.addAll(List.of("never", "--compose-file", stack.toString(), "site"));
        Lab.run(command.toArray(String[]::new));
        Lab.until("its nginx runs", SOON, () -> !nginxContainer().isEmpty());
    }

    private void startManager() throws IOException {
        Path jar = Files.copy(Lab.managerJar(), folder.resolve("manager.jar"));
        List<String> command = new ArrayList<>(List.of("sh", "manager", "setpriv", "--reuid=" + MANAGER));
        command.addAll(List.of("--regid=" + MANAGER, "--clear-groups", "--bounding-set=-all", "--no-new-privs"));
        command.addAll(List.of("env", "-i", "PATH=/nonexistent", System.getProperty("java.home") + "/bin/java"));
        command.addAll(List.of("-jar", jar.toString(), "--tolerance", "6", "--interval", "1"));
        command.addAll(
                List.of("--nginx-shared", shared.resolve("loadbalancer.conf").toString()));
        command.addAll(List.of("--fallback", "192.168.56.101:8080"));
        manager = Lab.start(command.toArray(String[]::new));
        daemons.add(manager);
    }

    private void startAgent(String node) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", node, "java", "-jar"));
        command.addAll(List.of(Lab.agentJar().toString(), "--manager", "192.168.56.101", "--interval", "1"));
        daemons.add(Lab.start(command.toArray(String[]::new)));
    }

    private static String nginxContainer() throws Exception {
        String label = "label=com.docker.swarm.service.name=site_nginx";
        return Lab.run("sh", "manager", "docker", "ps", "-q", "--filter", label);
    }
}
