package dev.mandor.manager.nginx;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real nginx on loopback with a folder, a port and processes of its own; ended by {@link #stop}. */
final class RealNginx {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Path dir;
    private final int port;
    private final Process process;

    private RealNginx(Path dir, int port, Process process) {
        this.dir = dir;
        this.port = port;
        this.process = process;
    }

    static boolean isInstalled() {
        return NginxProgram.wanted().isPresent();
    }

    /** Starts it with nothing to serve. */
    static RealNginx start(Path dir) throws IOException {
        return start(dir, "*.conf", "access_log off;");
    }

    /**
     * @param pattern which files of the folder it includes
     * @param http directives of http that stand before Mandor's file
     */
    static RealNginx start(Path dir, String pattern, String http) throws IOException {
        Files.createDirectories(dir.resolve("conf.d"));
        Path main = dir.resolve("nginx.conf");
        Files.writeString(
                main, """
                daemon off;
                worker_processes 2;
                user root;
                pid DIR/nginx.pid;
                error_log DIR/error.log notice;
                events { worker_connections 256; }
                http {
                    HTTP
                    client_body_temp_path DIR/body;
                    proxy_temp_path DIR/proxy;
                    fastcgi_temp_path DIR/fastcgi;
                    uwsgi_temp_path DIR/uwsgi;
                    scgi_temp_path DIR/scgi;
                    include DIR/conf.d/PATTERN;
                }
                """.replace("HTTP", http).replace("DIR", dir.toString()).replace("PATTERN", pattern));
        Process process = new ProcessBuilder(program(), "-c", main.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("output").toFile())
                .start();
        RealNginx nginx = new RealNginx(dir, freePort(), process);
        nginx.awaitWorkers();
        return nginx;
    }

    Path conf() {
        return dir.resolve("conf.d/loadbalancer.conf");
    }

    int port() {
        return port;
    }

    /** The command that has it check the files that it would read. */
    List<String> check() {
        return List.of(program(), "-t", "-c", dir.resolve("nginx.conf").toString());
    }

    ConfigInstaller installer() {
        return new ConfigInstaller(conf().toString(), port, command());
    }

    /** What a manager would ask it before it writes a file for it. */
    NginxFacts facts() throws IOException, InterruptedException {
        ProcessRunner runner = new ProcessRunner(Duration.ofNanos(PATIENCE_NANOS));
        return installer().facts(new LocalNginxGateway(runner).instances().get(0));
    }

    List<String> command() {
        return List.of(program(), "-c", dir.resolve("nginx.conf").toString());
    }

    /** As if somebody else reloaded another nginx at the same time. */
    ConfigInstaller installerThatReloadsToo(RealNginx other) throws IOException {
        Path script = dir.resolve("nginx-and-other");
        Files.writeString(script, """
                NGINX -c DIR/nginx.conf "$@" || exit
                case "$*" in *reload*) kill -HUP OTHER ;; esac
                """.replace("NGINX", program())
                .replace("DIR", dir.toString())
                .replace("OTHER", Long.toString(other.process.pid())));
        return new ConfigInstaller(conf().toString(), port, List.of("sh", script.toString()));
    }

    /** The master process does not carry out any signal from now on, as one that is stuck. */
    void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    /** As if the kernel had run out of memory. */
    void kill() throws InterruptedException {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroyForcibly().waitFor();
        workers.forEach(ProcessHandle::destroyForcibly);
        workers.forEach(worker -> worker.onExit().join());
    }

    /** How often it has been told to reload. */
    long reloads() throws IOException {
        try (Stream<String> lines = Files.lines(dir.resolve("error.log"))) {
            return lines.filter(line -> line.contains("signal 1 (SIGHUP) received"))
                    .count();
        }
    }

    void stop() throws IOException, InterruptedException {
        thaw();
        signal("-TERM");
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    }

    private void awaitWorkers() throws IOException {
        long start = System.nanoTime();
        while (process.children().count() < 2 || !Files.exists(dir.resolve("nginx.pid"))) {
            if (!process.isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IOException("nginx does not start: " + Files.readString(dir.resolve("output")));
            }
            Thread.onSpinWait();
        }
    }

    /** Below the ports that the kernel hands out by itself: until it is used, no connection or server of others takes it. */
    static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // somebody has it
            }
        }
    }

    private static String program() {
        return NginxProgram.wanted().orElseThrow().toString();
    }
}
