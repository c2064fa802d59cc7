package dev.mandor.manager.nginx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.lab.Lab;
import dev.mandor.lab.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is beside the decision path, HTTP, journal and log, may be stuck or full: the real manager fails over in the real nginx. */
@ExtendWith(NginxCondition.class)
class OffTheDecisionPathIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path dir;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private RealNginx nginx;
    private Backend one;
    private Backend two;
    private Beats beats;
    private InetSocketAddress http;
    private Running manager;

    @BeforeEach
    void start() throws Exception {
        one = Backend.answering("one");
        two = Backend.answering("two");
        opened.add(one::stop);
        opened.add(two::stop);
        http = new InetSocketAddress(InetAddress.getLoopbackAddress(), RealNginx.freePort());
    }

    @AfterEach
    void stop() throws Exception {
        for (int last = opened.size() - 1; last >= 0; last--) {
            opened.get(last).close();
        }
    }

    @Test
    void clientsThatAreStuckAreCutOffAndHoldUpNoFailover() throws Exception {
        serve();
        List<Socket> stuck = new ArrayList<>();
        for (int client = 0; client < 45; client++) {
            stuck.add(connect(""));
            stuck.add(connect("GET /metr"));
            connect("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"); // a minute's events wait in the kernel
            stuck.add(connect("GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));
        }

        failOver();

        for (Socket socket : stuck) {
            awaitCut(socket);
        }
        assertThat(get("/healthz")).startsWith("HTTP/1.1 200");
    }

    /** Each connection is an open file, and to tell nginx takes some too. */
    @Test
    void moreConnectionsThanFilesThatMayBeOpenHoldUpNoFailover() throws Exception {
        serve("prlimit", "--nofile=400:400");
        Crowd crowd = new Crowd(http, 800);
        opened.add(crowd);
        crowd.awaitFull();

        failOver();
    }

    @Test
    void fullDiskOfLogAndJournalHoldsUpNoFailover() throws Exception {
        SmallDisk disk = mount("full");
        Files.createDirectories(dir.resolve("full/state"));
        serve(List.of(), "--log-dir", dir.resolve("full/log").toString(), "--state-dir", dir + "/full/state");
        disk.fill();
        manager.await("cannot be written: java.io.IOException: No space left on device", PATIENCE);

        failOver();

        assertThat(get("/healthz")).startsWith("HTTP/1.1 200");
        disk.makeRoom();
        manager.await("is written again", PATIENCE);
    }

    @Test
    void fullDiskOfNginxLeavesTheFileBeforeWholeUntilThereIsRoom() throws Exception {
        SmallDisk disk = mount("conf.d");
        serve();
        String before = Files.readString(nginx.conf());
        disk.fill();
        manager.mark();
        beats.silence("worker1");

        assertThat(manager.await("the plan is not applied yet", PATIENCE)).contains("No space left on device");

        assertThat(nginx.conf()).hasContent(before);
        assertNginxIsWell();
        assertThat(get("/readyz")).startsWith("HTTP/1.1 503");
        disk.makeRoom();
        manager.await("nginx is at the wanted plan again", PATIENCE);
        assertServedBy("two");
    }

    private static void awaitCut(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketException e) { // a timeout is none
            // cut off in the middle of a request
        }
    }

    private void failOver() throws Exception {
        manager.mark();
        beats.silence("worker1");
        one.stop();
        manager.await("applied to nginx", PATIENCE);
        assertThat(Files.readString(nginx.conf())).contains(two.endpoint().toString());
        assertServedBy("two");
    }

    private void assertServedBy(String who) throws Exception {
        assertNginxIsWell();
        Lab.until(
                "served by " + who,
                PATIENCE,
                () -> ask(new InetSocketAddress(InetAddress.getLoopbackAddress(), nginx.port()), "/")
                        .endsWith("\r\n\r\n" + who));
    }

    private void assertNginxIsWell() throws Exception {
        Process check =
                new ProcessBuilder(nginx.check()).redirectErrorStream(true).start();
        String said = new String(check.getInputStream().readAllBytes(), UTF_8);
        assertThat(check.waitFor()).as(said).isZero();
    }

    private void serve(String... wrapper) throws Exception {
        serve(List.of(wrapper));
    }

    /** worker1 serves, worker2 and worker3 are its backups. */
    private void serve(List<String> wrapper, String... options) throws Exception {
        nginx = RealNginx.start(dir);
        opened.add(nginx::stop);
        int port = RealNginx.freePort();
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-jar",
                Lab.managerJar().toString()));
        command.addAll(List.of("--bind", "127.0.0.1", "--port", Integer.toString(port), "--http", address(http)));
        command.addAll(List.of("--interval", "200ms", "--tolerance", "2s"));
        command.addAll(List.of("--nginx-local", nginx.conf().toString(), "--listen", Integer.toString(nginx.port())));
        command.addAll(List.of(options));
        manager = new Running(new ProcessBuilder(command));
        opened.add(manager::kill);
        manager.await("listening on UDP", PATIENCE);
        beats = new Beats(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        opened.add(beats);
        beats.add("worker1", one.endpoint(), 800);
        beats.add("worker2", two.endpoint(), 500);
        beats.add("worker3", Backend.refusing(), 300);
        manager.await(": worker1 serves, backups: worker2, worker3", PATIENCE);
        assertServedBy("one");
    }

    private SmallDisk mount(String folder) throws Exception {
        SmallDisk disk = SmallDisk.mount(dir.resolve(folder));
        opened.add(disk::unmount);
        return disk;
    }

    private Socket connect(String begin) throws IOException {
        Socket socket = new Socket();
        opened.add(socket);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.connect(http);
        socket.getOutputStream().write(begin.getBytes(UTF_8));
        return socket;
    }

    private String get(String path) throws IOException {
        return ask(http, path);
    }

    private static String ask(InetSocketAddress server, String path) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.connect(server);
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private static String address(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
