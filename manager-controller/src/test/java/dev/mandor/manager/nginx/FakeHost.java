package dev.mandor.manager.nginx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder that stands for the machine or container in which nginx runs: real {@code sh}, fake {@code nginx}. It refuses a
 * folder in which any file has the word BAD, cannot be signalled when its own file has the word STUCK, and does not care for
 * reloads while there is a file {@code deaf}. The fake {@code curl} answers the version of the file that it loaded.
 */
final class FakeHost implements CommandRunner {
    static final String FOLDER = "/etc/nginx/conf.d";

    private static final String NGINX = """
            cd "${0%/*}/.."
            echo "$*: $(head -n 1 conf.d/loadbalancer.conf)" >> calls
            case "$*" in
            *-t*)
                grep -q BAD conf.d/*.conf || exit 0
                echo 'nginx: [emerg] unknown directive "BAD"' >&2
                echo 'nginx: configuration file nginx.conf test failed' >&2
                exit 1 ;;
            *reload*)
                if grep -q STUCK conf.d/loadbalancer.conf; then
                    echo 'nginx: [error] invalid PID number' >&2
                    exit 1
                fi
                [ -f deaf ] || cat conf.d/loadbalancer.conf > running ;;
            esac
            """;
    private static final String CURL = """
            sed -n 's/.*return 200 "\\([0-9a-f]*\\).*/\\1/p' "${0%/*}/../running"
            """;

    private final Path dir;
    private final List<String> stepping = new ArrayList<>();
    private String elsewhere = System.getenv("PATH");
    private final ProcessRunner runner;

    FakeHost(Path dir) throws IOException {
        this(dir, Duration.ofSeconds(20));
    }

    /** @param deadline of each command */
    FakeHost(Path dir, Duration deadline) throws IOException {
        this.dir = dir;
        this.runner = new ProcessRunner(deadline);
        Files.createDirectories(folder());
        Files.createDirectories(dir.resolve("bin"));
        program("nginx", NGINX);
        program("curl", CURL);
        program("sleep", ""); // no test sleeps
    }

    /** What it tells of itself: no version, and this machine's IPv6. */
    NginxFacts facts() {
        return new NginxFacts(0, Files.exists(Path.of("/proc/net/if_inet6")));
    }

    Path folder() {
        return dir.resolve("conf.d");
    }

    Path conf() {
        return folder().resolve("loadbalancer.conf");
    }

    /** What nginx loaded last. */
    Path running() {
        return dir.resolve("running");
    }

    Path deaf() {
        return dir.resolve("deaf");
    }

    /** Puts a program first in the path. */
    void program(String name, String script) throws IOException {
        executable(dir.resolve("bin").resolve(name), script);
    }

    private static void executable(Path file, String script) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + script);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make executable: " + file);
        }
    }

    /** Has programs found in {@code folder} too, behind those that were put here. */
    void elsewhere(Path folder) {
        elsewhere = folder + ":" + elsewhere;
    }

    /** From now on no other programs than these, and those that were put here later, can be found. */
    void hideAllBut(String... names) throws IOException {
        Path bin = Files.createDirectories(dir.resolve("few"));
        for (String name : names) {
            executable(bin.resolve(name), "exec " + find(name) + " \"$@\"\n");
        }
        Files.delete(dir.resolve("bin/curl"));
        elsewhere = bin.toString();
    }

    /**
     * Has the script that calls these programs, or nginx, killed at its {@code step}-th such call.
     *
     * @param when {@code before} the program does its work, or {@code after}
     */
    void killsTheScriptAt(int step, String when, String... programs) throws IOException {
        String exit = when.equals("before") ? "; exit 1" : "";
        atStep(step, when, "kill -9 $PPID" + exit, programs);
    }

    /**
     * Has the script wait at its {@code step}-th such call while another one runs from beginning to end, as if somebody else
     * had started that just then. What it prints is in {@link #otherScript}, and its exit code in the last line of that.
     */
    void runsAnotherScriptAt(int step, String when, String script, String... programs) throws IOException {
        Files.deleteIfExists(otherScript());
        Path file = Files.writeString(dir.resolve("other.sh"), script);
        atStep(step, when, "OTHER=1 sh " + file + " >" + otherScript() + " 2>&1; echo $? >>" + otherScript(), programs);
    }

    Path otherScript() {
        return dir.resolve("other-script");
    }

    private void atStep(int step, String when, String action, String... programs) throws IOException {
        Files.deleteIfExists(dir.resolve("steps"));
        String counted =
                "if [ -z \"$OTHER\" ]; then\necho >> \"${0%/*}/../steps\"\n[ $(wc -l < \"${0%/*}/../steps\") -ne "
                        + step + " ] || { " + action + "; }\nfi\n";
        for (String name : programs) {
            String work = find(name) + " \"$@\"\n";
            program(name, when.equals("before") ? counted + work : work + "code=$?\n" + counted + "exit $code\n");
        }
        program(
                "nginx",
                when.equals("before") ? counted + NGINX : "(\n" + NGINX + ")\ncode=$?\n" + counted + "exit $code\n");
        stepping.addAll(List.of(programs));
    }

    /** No more of that. */
    void heal() throws IOException {
        for (String name : stepping) {
            Files.delete(dir.resolve("bin").resolve(name));
        }
        stepping.clear();
        program("nginx", NGINX);
    }

    private Path find(String name) throws IOException {
        return Stream.of(elsewhere.split(":", -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("there is no " + name));
    }

    /** The calls of nginx, each with the first line of the file as it was then. */
    List<String> calls() throws IOException {
        return Files.readAllLines(dir.resolve("calls"));
    }

    /** Runs a command as if the folder of nginx were {@link #FOLDER}. */
    @Override
    public String run(List<String> command) throws CommandFailedException, InterruptedException {
        String path = "PATH=" + dir.resolve("bin") + ":" + elsewhere;
        return runner.run(Stream.concat(Stream.of("/usr/bin/env", path), command.stream())
                .map(word -> word.replace(FOLDER, folder().toString()))
                .toList());
    }

    /** A file of which nginx can tell that it runs it; {@code text} is its first line. */
    static NginxConfig config(String text) {
        String version = String.format("%012x", text.hashCode() & 0xffffffffL);
        return new NginxConfig(text + "\nreturn 200 \"" + version + "\n", version);
    }
}
