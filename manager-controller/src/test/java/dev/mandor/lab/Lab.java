package dev.mandor.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** The lab, through the commands that its users have. */
public final class Lab {
    static final String SITE = "http://192.168.56.101/";
    private static final Path PROJECT = project();

    private Lab() {}

    static Path agentJar() {
        return PROJECT.resolve("worker-agent/target/worker-agent.jar");
    }

    public static Path managerJar() {
        return PROJECT.resolve("manager-controller/target/manager.jar");
    }

    static Path script(String name) {
        return PROJECT.resolve("scripts").resolve(name);
    }

    /** Runs {@code scripts/swarm-lab} and returns its output; fails unless it succeeds. */
    static String run(String... words) throws IOException, InterruptedException {
        Running running = start(words);
        int exitCode = running.exitCode();
        if (exitCode != 0) {
            throw new AssertionError(String.join(" ", words) + " ended with " + exitCode + ":\n" + running.output());
        }
        return running.output();
    }

    /** Whether {@code scripts/swarm-lab} succeeds. */
    static boolean succeeds(String... words) throws IOException, InterruptedException {
        return start(words).exitCode() == 0;
    }

    /** Starts {@code scripts/swarm-lab}; with {@code sh NODE}, the process is the command itself. */
    static Running start(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(script("swarm-lab").toString()));
        command.addAll(List.of(words));
        return new Running(new ProcessBuilder(command).directory(PROJECT.toFile()));
    }

    /** Brings the lab up, whatever is there now. */
    static void up(int workers) throws IOException, InterruptedException {
        System.out.println("Bringing the Swarm lab up; the first time this takes a minute or two.");
        Running up = start("up", Integer.toString(workers));
        if (up.exitCode(Duration.ofMinutes(10)) != 0) {
            throw new AssertionError("the lab does not come up:\n" + up.output());
        }
    }

    /** What a client of the site is answered, or the reason why not. */
    static String ask(String... more) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("sh", "client", "curl", "-sS", "--max-time", "1", SITE));
        words.addAll(List.of(more));
        Running curl = start(words.toArray(String[]::new));
        curl.exitCode();
        return curl.output();
    }

    /** Waits until {@code condition} holds; what it throws counts as no. */
    public static void until(String what, Duration deadline, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + deadline.toNanos();
        while (!holds(condition)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still not so after " + deadline.toSeconds() + " s: " + what);
            }
            Thread.sleep(50); // between two looks, not instead of one
        }
    }

    // Swarm may replace a container between looking it up and asking it.
    private static boolean holds(Callable<Boolean> condition) throws Exception {
        try {
            return condition.call();
        } catch (AssertionError e) {
            return false;
        }
    }

    private static Path project() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("scripts/swarm-lab"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
