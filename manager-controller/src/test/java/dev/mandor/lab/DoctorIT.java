package dev.mandor.lab;

import static dev.mandor.lab.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code manager check} on a real Swarm, beside real agents. */
@ExtendWith(LabCondition.class)
@TestInstance(Lifecycle.PER_CLASS)
class DoctorIT {
    private final List<Running> daemons = new ArrayList<>();
    private boolean labWasUp;

    @BeforeAll
    void startLab() throws Exception {
        labWasUp = Lab.succeeds("status");
        Lab.up(2);
    }

    @AfterAll
    void stopLab() throws Exception {
        if (!labWasUp) {
            Lab.run("down");
        }
    }

    @AfterEach
    void stopDaemons() throws Exception {
        for (Running daemon : daemons) {
            assertThat(daemon.stop()).as("exit code").isZero();
        }
        daemons.clear();
    }

    @Test
    void wellSwarmIsFoundWellAndBothWorkersAreHeard() throws Exception {
        startAgent("worker1");
        startAgent("worker2");

        Running check = check("--listen-seconds", "6");

        assertThat(check.exitCode()).as(check.output()).isZero();
        assertThat(check.output())
                .contains("OK    docker engine ")
                .contains("OK    this node is a manager of the Swarm, at 192.168.56.101")
                .contains("OK    nginx's configuration test passes")
                .contains("OK    nginx includes " + Site.CONFIG)
                .contains("OK    service nginx is published in host mode, port 80")
                .contains("OK    the fallback 192.168.56.101:8080 accepts connections")
                .contains("OK    worker1 at 192.168.56.102:8080 is heard")
                .contains("OK    worker2 at 192.168.56.103:8080 is heard")
                .contains(", 0 FAIL");
    }

    @Test
    void runningManagerKeepsItsPortAndItsFileIsSeen() throws Exception {
        startAgent("worker1");
        Running manager =
                start("sh", "manager", "java", "-jar", Lab.managerJar().toString());
        manager.await("worker1 is new", SOON);
        Lab.until("nginx has Mandor's file", SOON, () -> Site.installedConfig().contains("upstream mandor_"));

        Lab.until(
                "the site was asked",
                SOON,
                () -> check("--listen-seconds", "0").output().contains("OK    the running manager: serving: "));

        Running check = check("--listen-seconds", "6");

        assertThat(check.exitCode()).as(check.output()).isZero();
        assertThat(check.output())
                .contains("OK    a manager runs and answers at http://127.0.0.1:9797")
                .contains("OK    worker1 at 192.168.56.102:8080 is heard")
                .contains("OK    nginx runs Mandor's file, version ");
    }

    @Test
    void servicesThatMandorCannotSteerAreTold() throws Exception {
        create("mesh", "9000", "9000:80");
        create("wrong", "9001", "9002:80");
        try {
            Running check = check("--listen-seconds", "0");

            assertThat(check.exitCode()).as(check.output()).isEqualTo(1);
            assertThat(check.output())
                    .contains("WARN  service mesh is published in ingress mode")
                    .contains("FAIL  service wrong does not publish port 9001");
        } finally {
            Lab.run("sh", "manager", "docker", "service", "rm", "mesh", "wrong");
        }
    }

    @Test
    void refusalOfNginxIsToldInItsOwnWords() throws Exception {
        String broken = "/etc/nginx/conf.d/zz-broken.conf";
        Site.inNginx("echo 'no_such_directive x;' > " + broken);
        try {
            Running check = check("--listen-seconds", "0");

            assertThat(check.exitCode()).isEqualTo(1);
            assertThat(check.output())
                    .contains("FAIL  nginx's configuration test: [emerg] unknown directive \"no_such_directive\" in "
                            + broken);
        } finally {
            Site.inNginx("rm " + broken);
        }
    }

    /** Of no tasks: that it is published is enough. */
    private static void create(String name, String label, String publish) throws Exception {
        Lab.run(
                "sh",
                "manager",
                "docker",
                "service",
                "create",
                "--quiet",
                "--detach",
                "--name=" + name,
                "--replicas=0",
                "--label=mandor.enable=true",
                "--label=mandor.port=" + label,
                "--publish=" + publish,
                "mandor-lab:latest");
    }

    private static Running check(String... options) throws Exception {
        List<String> words = new ArrayList<>(
                List.of("sh", "manager", "java", "-jar", Lab.managerJar().toString(), "check"));
        words.addAll(List.of(options));
        Running check = Lab.start(words.toArray(String[]::new));
        check.exitCode();
        return check;
    }

    private void startAgent(String node) throws Exception {
        Running agent = start(
                "sh", node, "java", "-jar", Lab.agentJar().toString(), "--manager=192.168.56.101", "--interval=1");
        agent.await("reports to", SOON);
    }

    private Running start(String... words) throws Exception {
        Running daemon = Lab.start(words);
        daemons.add(daemon);
        return daemon;
    }
}
