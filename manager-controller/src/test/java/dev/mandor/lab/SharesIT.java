package dev.mandor.lab;

import static dev.mandor.lab.Site.BEYOND_TOLERANCE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/** Shares that follow memory, and the floor, on a Swarm whose nodes' memory the test sets. */
@ExtendWith(LabCondition.class)
@TestInstance(Lifecycle.PER_CLASS)
class SharesIT {
    private static final int REQUESTS = 80;
    private static final String WORKER1 = "192.168.56.102:8080";
    private static final String WORKER2 = "192.168.56.103:8080";

    private final List<Running> agents = new ArrayList<>();
    private Running manager;
    private boolean labWasUp;

    @BeforeAll
    void startEverything() throws Exception {
        labWasUp = Lab.succeeds("status");
        Lab.up(2);
        Lab.run("mem", "worker1", "600M");
        Lab.run("mem", "worker2", "200M");
        manager = start("manager", Lab.managerJar(), "--strategy", "memory-weighted");
        agents.add(start("worker1", Lab.agentJar(), "--manager", "192.168.56.101"));
        agents.add(start("worker2", Lab.agentJar(), "--manager", "192.168.56.101"));
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
        } finally {
            if (!labWasUp) {
                Lab.run("down");
            }
        }
    }

    @Test
    void sharesFollowMemoryAndANodeBelowTheFloorGetsNoNewRequests() throws Exception {
        Lab.until("three quarters for worker1", BEYOND_TOLERANCE, () -> isAbout(0.75, shareOfWorker1()));
        assertThat(answersOfWorker1()).isBetween(REQUESTS * 60 / 100, REQUESTS * 90 / 100);

        try (Load load = new Load()) {
            manager.mark();
            Lab.run("mem", "worker2", "20M");
            manager.await("ms: worker1 serves, backups: worker2", BEYOND_TOLERANCE); // nginx has taken it
            assertThat(answersOfWorker1()).isEqualTo(REQUESTS);

            Lab.run("mem", "worker2", "600M");
            Lab.until("half for each", BEYOND_TOLERANCE, () -> isAbout(0.5, shareOfWorker1()));
            assertThat(answersOfWorker1()).isBetween(REQUESTS * 35 / 100, REQUESTS * 65 / 100);
            assertThat(load.failures()).isEmpty();
        }
    }

    private static Running start(String node, Path jar, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("sh", node, "java", "-jar", jar.toString()));
        words.addAll(List.of(options));
        return Lab.start(words.toArray(String[]::new));
    }

    private static int answersOfWorker1() throws Exception {
        int answers = 0;
        for (int request = 0; request < REQUESTS; request++) {
            answers += Lab.ask().equals("Name HOST:worker1") ? 1 : 0;
        }
        return answers;
    }

    /** Within the dead band, which holds for the next step and not for the aim. */
    private static boolean isAbout(double expected, double share) {
        return Math.abs(share - expected) < 0.15 * expected;
    }

    private static double shareOfWorker1() throws Exception {
        String config = Site.installedConfig();
        double first = weight(config, WORKER1);
        return first / (first + weight(config, WORKER2));
    }

    private static double weight(String config, String endpoint) {
        Matcher server = Pattern.compile("server " + endpoint + "(?: weight=(\\d+))? max_fails=0;")
                .matcher(config);
        assertThat(server.find()).as("%s serves", endpoint).isTrue();
        return server.group(1) == null ? 1 : Double.parseDouble(server.group(1));
    }
}
