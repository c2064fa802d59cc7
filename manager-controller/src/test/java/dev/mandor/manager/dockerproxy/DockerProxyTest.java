package dev.mandor.manager.dockerproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandor.manager.nginx.ConfigInstaller;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real sockets; in the texts, {@code |} is the end of a line. */
class DockerProxyTest {
    @TempDir
    private Path dir;

    private DockerProxy proxy;
    private Path socket;

    @BeforeEach
    void start() throws IOException {
        socket = dir.resolve("proxy.sock");
        proxy = open();
        Thread thread = new Thread(proxy, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
    }

    @Test
    void engineGetsTheRequestInOurWordsAndTheClientItsAnswerAsItIs() throws Exception {
        CompletableFuture<String> got = engine("HTTP/1.1 200 OK|Content-Length: 2|Connection: close||OK");

        assertThat(ask("HEAD /_ping HTTP/1.1|Host: x|User-Agent: y||"))
                .isEqualTo("HTTP/1.1 200 OK|Content-Length: 2|Connection: close||OK");
        assertThat(got.get()).isEqualTo("HEAD /_ping HTTP/1.1|Host: docker|Connection: close||");
    }

    @Test
    void secondRequestBehindTheFirstNeverReachesTheEngine() throws Exception {
        CompletableFuture<String> got = engine("HTTP/1.1 200 OK||");

        ask("GET /_ping HTTP/1.1||POST /v1.41/containers/create HTTP/1.1|Content-Length: 2||{}");
        assertThat(got.get()).doesNotContain("create");
    }

    @Test
    void programsOutputComesBackOverAnUpgradedConnectionAndNothingGoesThere() throws Exception {
        CompletableFuture<String> got = engine("HTTP/1.1 101 UPGRADED|Connection: Upgrade|Upgrade: tcp||the output");

        assertThat(ask("POST /v1.41/exec/" + "ab".repeat(32)
                        + "/start HTTP/1.1|Host: |Connection: Upgrade|Upgrade: tcp|Content-Length: 2||{}"
                        + "POST /v1.41/containers/create HTTP/1.1|Content-Length: 2||{}"))
                .endsWith("||the output");
        assertThat(got.get())
                .contains("|Connection: Upgrade, close|Upgrade: tcp|")
                .endsWith("||{\"Detach\":false,\"Tty\":false}");
    }

    @Test
    void refusalIsAnAnswerThatTheDockerProgramShows() throws Exception {
        assertThat(ask("GET /v1.41/secrets HTTP/1.1||"))
                .startsWith("HTTP/1.1 403 |Content-Type: application/json|")
                .endsWith("{\"message\":\"Mandor's docker-proxy does not let through GET /v1.41/secrets\"}\n");
        assertThat(ask("nonsense||")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void missingEngineIsTold() throws Exception {
        assertThat(ask("GET /_ping HTTP/1.1||"))
                .startsWith("HTTP/1.1 502 ")
                .contains("the Docker engine behind Mandor's docker-proxy cannot be reached");
    }

    @Test
    void nobodyButUserAndGroupMayConnect() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-rw----");
    }

    @Test
    void socketOfARunBeforeIsReplacedAndAnythingElseIsNot() throws Exception {
        proxy.close();
        proxy = open();

        socket = Files.createFile(dir.resolve("file"));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class);
        assertThat(socket).exists();
    }

    private DockerProxy open() throws IOException {
        return DockerProxy.open(
                socket,
                dir.resolve("engine.sock"),
                new AllowedRequests(
                        AllowedRequests.ofService("nginx"),
                        new ConfigInstaller("/x.conf", 80, List.of("nginx")),
                        Path.of("/etc/x.conf.new")));
    }

    /** An engine for one request, which it gives back; it answers at the end of a head, or of a body that is JSON. */
    private CompletableFuture<String> engine(String answer) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(dir.resolve("engine.sock")));
        return CompletableFuture.supplyAsync(() -> {
            try (server;
                    SocketChannel connection = server.accept()) {
                StringBuilder got = new StringBuilder();
                var in = Channels.newInputStream(connection);
                while (!(got.indexOf("\r\n\r\n") > 0
                        && (got.indexOf("Content-Length") < 0 || got.charAt(got.length() - 1) == '}'))) {
                    got.append((char) in.read());
                }
                Channels.newOutputStream(connection).write(bytes(answer));
                return got.toString().replace("\r\n", "|");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private String ask(String request) throws IOException {
        try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            Channels.newOutputStream(connection).write(bytes(request));
            connection.shutdownOutput(); // as the docker program does where nothing is to be sent
            return new String(Channels.newInputStream(connection).readAllBytes(), StandardCharsets.UTF_8)
                    .replace("\r\n", "|");
        }
    }

    private static byte[] bytes(String text) {
        return text.replace("|", "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
