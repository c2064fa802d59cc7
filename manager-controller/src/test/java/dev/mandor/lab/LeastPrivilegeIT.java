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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The manager as a user without any privilege, who cannot open Docker's socket, behind the docker-proxy, which runs as another
 * such user: it does its work on a real Swarm, and what else Docker can do is refused.
 */
@ExtendWith(LabCondition.class)
@TestInstance(Lifecycle.PER_CLASS)
class LeastPrivilegeIT {
    private static final String MANAGER = "64100"; // both numbers are nobody's
    private static final String PROXY = "64101";

    private final List<Running> daemons = new ArrayList<>();
    private Path folder;
    private Path jar;
    private String engine;
    private Running manager;
    private boolean labWasUp;

    @BeforeAll
    void startEverything() throws Exception {
        labWasUp = Lab.succeeds("status");
        Lab.up(2);
        Lab.run("mem", "worker1", "400M");
        Lab.run("mem", "worker2", "350M");
        engine = Lab.run("sh", "manager", "sh", "-c", "echo \"${DOCKER_HOST#unix://}\"");
        folder = Files.createTempDirectory("mandor-least-privilege");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        jar = Files.copy(Lab.managerJar(), folder.resolve("manager.jar"));
        startProxy();
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
            delete(folder);
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
    void replacedNginxContainerGetsTheConfiguration() throws Exception {
        Lab.run("sh", "manager", "docker", "kill", Site.nginxContainer());

        manager.await("found nginx", BEYOND_TOLERANCE);
        manager.await("worker1 serves, backups: worker2", SOON);
    }

    @Test
    void refusedConfigurationIsToldInTheWordsOfNginx() throws Exception {
        Site.inNginx("echo 'server_name_typo x;' > /etc/nginx/conf.d/zz-broken.conf");
        try {
            Lab.run("mem", "worker2", "600M");
            manager.await("nginx refused the configuration, the one before stays: [emerg] unknown directive", SOON);
        } finally {
            Site.inNginx("rm /etc/nginx/conf.d/zz-broken.conf");
        }
        manager.await("nginx is at the wanted plan again", BEYOND_TOLERANCE);
    }

    @Test
    void servicesAreFoundByTheirLabels() throws Exception {
        Lab.run(docker("service update --detach --label-add mandor.enable=true --label-add mandor.port=8080 web"));
        try {
            manager.await("service web=8080 is new", SOON);
            Lab.until(
                    "nginx serves it under its name",
                    SOON,
                    () -> Site.installedConfig().contains("upstream mandor_web {"));
        } finally {
            Lab.run(docker("service update --detach --label-rm mandor.enable --label-rm mandor.port web"));
        }
        manager.await("service web=8080 is gone", SOON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run --rm -v /:/host --privileged mandor-lab id",
                "create mandor-lab",
                "rm -f NGINX",
                "stop NGINX",
                "restart NGINX",
                "kill -s KILL NGINX",
                "kill -s HUP NGINX",
                "rename NGINX other",
                "update --memory 64m NGINX",
                "commit NGINX",
                "logs NGINX",
                "attach --no-stdin NGINX",
                "exec --privileged NGINX id",
                "exec --user nobody NGINX id",
                "exec --env A=b NGINX id",
                "exec NGINX id",
                "exec NGINX sh -c id",
                "exec WEB id",
                "cp NGINX:/etc/passwd -",
                "cp FILE NGINX:/etc/passwd",
                "cp FILE NGINX:/etc/nginx/conf.d/other.conf",
                "cp FILE WEB:/etc/nginx/conf.d/loadbalancer.conf.new",
                "inspect --type container WEB",
                "service create --detach mandor-lab",
                "service update --detach --image evil web",
                "service scale --detach web=0",
                "service rm web",
                "service ls",
                "service inspect web",
                "service logs web",
                "swarm join-token worker",
                "swarm leave --force",
                "swarm update --autolock=true",
                "node ls",
                "stack rm site",
                "secret ls",
                "secret inspect key",
                "config ls",
                "config inspect key",
                "volume ls",
                "volume create v",
                "network ls",
                "network create n",
                "image ls",
                "pull nginx",
                "build EMPTY",
                "image rm mandor-lab",
                "plugin ls",
                "system prune --force",
                "system df",
                "events --until 0s",
                "version",
            })
    void everythingElseIsRefused(String words) throws Exception {
        Running docker = asManager(
                "docker",
                words.replace("NGINX", container("nginx"))
                        .replace("WEB", container("web"))
                        .replace("FILE", jar.resolveSibling("a-file").toString())
                        .replace("EMPTY", emptyFolder())
                        .split(" ", -1));

        assertThat(docker.exitCode()).as(docker.output()).isNotZero();
        assertThat(docker.output()).containsAnyOf("Mandor's docker-proxy", "received 403");
    }

    @Test
    void socketOfTheEngineItselfIsOutOfTheManagersReach() throws Exception {
        Running docker = asManager("docker", "--host", "unix://" + engine, "ps");

        assertThat(docker.exitCode()).isNotZero();
        assertThat(docker.output()).contains("permission denied");
    }

    private void startProxy() throws Exception {
        Path inner = Files.createDirectory(folder.resolve("proxy"));
        Files.setAttribute(inner, "unix:uid", Integer.parseInt(PROXY));
        Files.setAttribute(inner, "unix:gid", Integer.parseInt(MANAGER));
        Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rwxr-x---"));
        Files.writeString(folder.resolve("a-file"), "text");
        String groupOfEngine = Files.getAttribute(Path.of(engine), "unix:gid").toString();
        List<String> command = new ArrayList<>(List.of("sh", "manager", "setpriv", "--reuid=" + PROXY));
        command.addAll(List.of("--regid=" + MANAGER, "--groups=" + groupOfEngine, "--bounding-set=-all"));
        command.addAll(List.of("java", "-jar", jar.toString(), "docker-proxy"));
        command.addAll(List.of("--proxy-socket", socket().toString(), "--engine-socket", engine));
        Running proxy = Lab.start(command.toArray(String[]::new));
        daemons.add(proxy);
        proxy.await("Mandor docker-proxy", SOON);
    }

    private void startManager() throws IOException {
        manager = asManager("java", "-jar", jar.toString(), "--tolerance", "6", "--interval", "1");
        daemons.add(manager);
    }

    private void startAgent(String node) throws IOException {
        daemons.add(Lab.start(
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

    private Running asManager(String program, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "manager", "env", "DOCKER_HOST=unix://" + socket()));
        command.addAll(List.of("HOME=/nonexistent", "DOCKER_BUILDKIT=0", "setpriv", "--reuid=" + MANAGER));
        command.addAll(List.of("--regid=" + MANAGER, "--clear-groups", "--bounding-set=-all", program));
        command.addAll(List.of(words));
        return Lab.start(command.toArray(String[]::new));
    }

    private Path socket() {
        return folder.resolve("proxy/docker.sock");
    }

    private String emptyFolder() throws IOException {
        Path empty = folder.resolve("empty");
        Files.createDirectories(empty);
        Files.writeString(empty.resolve("Dockerfile"), "FROM mandor-lab\n");
        return empty.toString();
    }

    private static String container(String service) throws Exception {
        String label = "label=com.docker.swarm.service.name=" + service;
        return Lab.run("sh", "manager", "docker", "ps", "--no-trunc", "--format", "{{.Names}}", "--filter", label);
    }

    private static String[] docker(String words) {
        return Stream.concat(Stream.of("sh", "manager", "docker"), Stream.of(words.split(" ", -1)))
                .toArray(String[]::new);
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
