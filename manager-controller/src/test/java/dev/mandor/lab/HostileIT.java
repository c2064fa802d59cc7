package dev.mandor.lab;

import static dev.mandor.lab.Site.BEYOND_TOLERANCE;
import static dev.mandor.lab.Site.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What somebody on the nodes' own network can and cannot do to a real Swarm, with forged and with recorded heartbeats. */
@ExtendWith(LabCondition.class)
@TestInstance(Lifecycle.PER_CLASS)
class HostileIT {
    private static final String NOBODY = "203.0.113.9"; // RFC 5737: an address that no host has

    private final List<Running> running = new ArrayList<>();
    private boolean labWasUp;

    @TempDir
    private Path folder;

    @BeforeAll
    void bringUp() throws Exception {
        labWasUp = Lab.succeeds("status");
        Lab.up(2);
        Lab.run("mem", "worker1", "400M");
        Lab.run("mem", "worker2", "350M");
    }

    @AfterAll
    void takeDown() throws Exception {
        if (!labWasUp) {
            Lab.run("down");
        }
    }

    @AfterEach
    void stopEverything() throws Exception {
        for (Running process : running) {
            process.stop();
        }
        running.clear();
    }

    @Test
    void withoutKeysNobodyPullsTheTrafficToAnotherAddressOrTakesANodesName() throws Exception {
        Running manager = startManager();
        startAgent("worker1");
        startAgent("worker2");
        manager.await("heartbeats are not authenticated", SOON);
        manager.await("received worker1", SOON); // who is first is believed
        Site.awaitPageOf("worker1");

        send("worker2", forged("worker1", NOBODY));
        manager.await(
                "dropped a datagram from 192.168.56.103: worker1 advertises 203.0.113.9, which is not where it comes from",
                SOON);
        send("worker2", forged("worker1", "192.168.56.103"));
        manager.await(
                "two machines report as worker1: 192.168.56.102:8080 and 192.168.56.103:8080; the first is believed",
                SOON);

        assertThat(Site.installedConfig()).doesNotContain(NOBODY).containsPattern("server 192.168.56.102:8080 [^;]*;");
        assertThat(Lab.ask()).isEqualTo("Name HOST:worker1");
    }

    @Test
    void withKeysWhatIsForgedOrRecordedIsNotBelievedAlsoAfterARestart() throws Exception {
        Path keys = secret("manager.keys", key("worker1"), key("worker2"), key("ghost"));
        List<String> lines = Files.readAllLines(keys);
        String[] options = {
            "--key-file",
            keys.toString(),
            "--state-dir",
            folder.resolve("state").toString()
        };
        Running manager = startManager(options);
        startAgent("worker1", "--key-file", secret("worker1.key", lines.get(0)).toString());
        startAgent("worker2", "--key-file", secret("worker2.key", lines.get(1)).toString());
        Site.awaitPageOf("worker1");

        send("worker2", forged("worker2", "192.168.56.103"));
        manager.await("dropped a datagram from 192.168.56.103: it is not signed", SOON);

        Path recorded = recorded("ghost", secret("ghost.key", lines.get(2)));
        send("worker2", recorded);
        manager.await("received ghost", SOON);
        manager.await("ghost is new", SOON);
        Running replay = replay(recorded);
        manager.await("ghost is down", BEYOND_TOLERANCE);
        replay.await("sent", SOON);
        replay.stop();
        assertThat(manager.since(line -> line.contains("received ghost"))).hasSize(1);

        assertThat(manager.stop()).isZero();
        Running restarted = startManager(options);
        send("worker2", recorded);
        restarted.await("dropped a datagram from 192.168.56.103: not newer than the last one of ghost", SOON);
        assertThat(restarted.stop()).isZero();

        Running forgetful = startManager("--key-file", keys.toString(), "--max-age", "1s");
        send("worker2", recorded);
        forgetful.await("ghost's heartbeat was replayed, or its clock is", SOON);
        assertThat(forgetful.since(line -> line.contains("ghost is new"))).isEmpty();
    }

    @Test
    void keysAreReplacedWithoutALostHeartbeat() throws Exception {
        String old = key("worker1");
        String next = key("worker1");
        Path keys = secret("manager.keys", old);
        Path own = secret("worker1.key", old);
        Running manager = startManager("--key-file", keys.toString());
        Running agent = startAgent("worker1", "--key-file", own.toString());
        manager.await(2, "received worker1", SOON);

        secret("manager.keys", old, next);
        manager.await("was read again: new [" + id(next) + "], gone []", SOON);
        secret("worker1.key", next);
        agent.await("was read again: new [" + id(next) + "], gone [" + id(old) + "]", SOON);
        secret("manager.keys", next);
        manager.await("was read again: new [], gone [" + id(old) + "]", SOON);
        manager.mark();
        manager.await(2, "received worker1", SOON);

        manager.markStart();
        List<Integer> numbers = manager.since(line -> line.contains("received worker1")).stream()
                .map(HostileIT::seq)
                .toList();
        assertThat(numbers).isEqualTo(consecutiveFrom(numbers.get(0), numbers.size()));
        assertThat(manager.since(line -> line.contains("dropped"))).isEmpty();
        assertThat(agent.output() + manager.output()).doesNotContain(old.split(" ", -1)[2], next.split(" ", -1)[2]);
    }

    /** Sends the same datagram again and again, for half a minute or until it is stopped. */
    private Running replay(Path datagram) throws IOException {
        String loop =
                "for i in {1..60}; do cat " + datagram + " > /dev/udp/192.168.56.101/9999; echo sent; sleep 0.5; done";
        Running replay = Lab.start("sh", "worker2", "bash", "-c", loop);
        running.add(replay);
        return replay;
    }

    /** Until it hears: what is sent before is lost. */
    private Running startManager(String... options) throws Exception {
        Running manager =
                start("manager", Lab.managerJar(), options, "--verbose", "--tolerance", "6", "--interval", "1");
        running.add(0, manager);
        manager.await("listening on UDP port 9999", SOON);
        return manager;
    }

    private Running startAgent(String node, String... options) throws IOException {
        Running agent = start(node, Lab.agentJar(), options, "--manager", "192.168.56.101", "--interval", "1");
        running.add(agent);
        return agent;
    }

    private static Running start(String node, Path jar, String[] options, String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of("sh", node, "java", "-jar", jar.toString()));
        words.addAll(List.of(more));
        words.addAll(List.of(options));
        return Lab.start(words.toArray(String[]::new));
    }

    private static String key(String node) throws Exception {
        return Lab.run("sh", "manager", "java", "-jar", Lab.managerJar().toString(), "keys", "new", node);
    }

    private static String id(String key) {
        return key.split(" ", -1)[0];
    }

    /** What a real agent would send, kept as it would stand in a packet dump. */
    private Path recorded(String node, Path key) throws Exception {
        String datagram = Lab.run(
                "sh",
                "worker2",
                "java",
                "-jar",
                Lab.agentJar().toString(),
                "--manager",
                "192.168.56.101",
                "--name",
                node,
                "--key-file",
                key.toString(),
                "--dry-run");
        assertThat(datagram).containsPattern("\nhmac-sha256 " + "[^ ]+ [0-9a-f]{64}$");
        return Files.writeString(folder.resolve(node + ".datagram"), datagram);
    }

    private Path forged(String node, String ip) throws IOException {
        String json = "{\"v\":1,\"node\":\"" + node + "\",\"ip\":\"" + ip + "\",\"port\":8080,"
                + "\"time\":\"2026-11-21T19:36:38.123Z\",\"boot\":9000000000000,\"seq\":9,"
                + "\"freeMemory\":90000000000,\"totalMemory\":90000000000,\"interval\":1000}";
        return Files.writeString(folder.resolve("forged"), json);
    }

    /** As one datagram: a shell's own printf would send each line by itself. */
    private static void send(String node, Path datagram) throws Exception {
        Lab.run("sh", node, "bash", "-c", "cat " + datagram + " > /dev/udp/192.168.56.101/9999");
    }

    private Path secret(String name, String... lines) throws IOException {
        Path fresh = folder.resolve("fresh");
        Files.write(fresh, List.of(lines));
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        return Files.move(fresh, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static int seq(String line) {
        Matcher seq = Pattern.compile("seq ([0-9]+)").matcher(line);
        assertThat(seq.find()).as(line).isTrue();
        return Integer.parseInt(seq.group(1));
    }

    private static List<Integer> consecutiveFrom(int first, int count) {
        return IntStream.range(first, first + count).boxed().toList();
    }
}
