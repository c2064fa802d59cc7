package dev.mandor.manager.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandor.manager.nginx.NginxGateway.Published;
import dev.mandor.model.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerNginxGatewayTest {
    private static final String SHOP = "aaaa1111\tshop_nginx.1.x7\tshop_nginx\n";
    private static final String NGINX = "bbbb2222\tnginx.1.y8\tnginx\n";
    private static final String PLAIN = "cccc3333\tproxy\t\n";

    private final FakeDocker docker = new FakeDocker();

    @Test
    void containersOfTheServiceAreFoundByTheirLabelAndNotByTheirName() throws Exception {
        docker.ps = SHOP + NGINX + "dddd4444\tnginx\t\n" + "eeee5555\tnginx.2.z9\tnginx\n";

        assertThat(ids(DockerNginxGateway.ofService("nginx", docker))).containsExactly("bbbb2222", "eeee5555");
    }

    @Test
    void usualServiceIsTheOneOfAStackWhenNoneIsCalledJustNginx() throws Exception {
        docker.ps = SHOP + PLAIN;
        assertThat(ids(DockerNginxGateway.ofUsualService(docker))).containsExactly("aaaa1111");

        docker.ps = SHOP + NGINX;
        assertThat(ids(DockerNginxGateway.ofUsualService(docker))).containsExactly("bbbb2222");
    }

    @Test
    void nobodyGuessesBetweenTheServicesOfTwoStacks() {
        docker.ps = SHOP + "ffff6666\tblog_nginx.1.z\tblog_nginx\n";

        assertThatThrownBy(() -> DockerNginxGateway.ofUsualService(docker).instances())
                .hasMessageContaining("blog_nginx, shop_nginx")
                .hasMessageContaining("choose with --nginx-service");
    }

    @Test
    void containerIsFoundByTheBeginningOfItsIdOrByItsName() throws Exception {
        docker.ps = SHOP + NGINX + PLAIN;

        assertThat(ids(DockerNginxGateway.ofContainer("cccc", docker))).containsExactly("cccc3333");
        assertThat(ids(DockerNginxGateway.ofContainer("proxy", docker))).containsExactly("cccc3333");
    }

    @Test
    void containerThatBearsTheNameIsMeantRatherThanAnIdThatBeginsSo() throws Exception {
        docker.ps = "cafe1111\tdb\t\nbbbb2222\tcafe\t\n";

        assertThat(DockerNginxGateway.ofContainer("cafe", docker).instances())
                .extracting(NginxInstance::id)
                .containsExactly("bbbb2222");
    }

    @Test
    void missingServiceIsToldWithTheServicesThatThereAre() {
        docker.ps = SHOP + PLAIN;

        assertThatThrownBy(() -> DockerNginxGateway.ofService("nginx", docker).instances())
                .isInstanceOf(IOException.class)
                .hasMessage("no running container of Swarm service 'nginx' on this engine"
                        + " (services here: shop_nginx)");
    }

    @Test
    void nothingIsSaidOfServicesWhenThereAreNone() {
        docker.ps = PLAIN;

        assertThatThrownBy(() -> DockerNginxGateway.ofService("nginx", docker).instances())
                .hasMessage("no running container of Swarm service 'nginx' on this engine");
    }

    @Test
    void nodeAddressIsTheOneThatSwarmKnows() throws Exception {
        docker.info = "192.168.56.101\n";

        assertThat(DockerNginxGateway.ofService("nginx", docker).nodeAddress())
                .isEqualTo(IpAddress.parse("192.168.56.101"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0.0.0.0:8000->80/tcp, [::]:8000->80/tcp | 8000 |
                    443/tcp, 127.0.0.1:81->80/tcp           | 81   | 127.0.0.1
                    :::8000->80/tcp                         | 8000 |
                    0.0.0.0:8443->443/tcp                   |      |
                    80/tcp                                  |      |
                    """)
    void portIsTheOneThatTheContainerIsPublishedAt(String ports, Integer port, String ip) throws Exception {
        CommandRunner engine = command -> command.get(command.size() - 1).contains("Ports")
                ? "bbbb2222\t" + ports + "\naaaa1111\t0.0.0.0:99->80/tcp\n"
                : NGINX;

        assertThat(DockerNginxGateway.ofUsualService(engine).published(80))
                .isEqualTo(Optional.ofNullable(port)
                        .map(it -> new Published(Optional.ofNullable(ip).map(IpAddress::parse), it)));
    }

    @Test
    void outsideASwarmTheOutboundAddressIsTakenOrTheUserIsAskedForIt() throws Exception {
        docker.info = "\n";

        try {
            IpAddress found = DockerNginxGateway.ofService("nginx", docker).nodeAddress();
            assertThat(found.address().isLoopbackAddress()).isFalse();
        } catch (IOException e) { // a machine without a default route
            assertThat(e).hasMessageContaining("name --fallback");
        }
    }

    @Test
    void fileIsCopiedSoThatNginxMayReadItAndIsNotLeftHere() throws Exception {
        docker.ps = NGINX;

        instance().put(new NginxConfig("the file", "0"), "/etc/nginx/conf.d/x.conf.new");

        assertThat(docker.copiedTo).isEqualTo("nginx.1.y8:/etc/nginx/conf.d/x.conf.new");
        assertThat(docker.copiedText).isEqualTo("the file");
        assertThat(docker.copiedMode).isEqualTo("rw-r--r--");
        assertThat(docker.copiedFrom).doesNotExist();
    }

    @Test
    void fileIsNotLeftHereWhenDockerFails() throws Exception {
        docker.ps = NGINX;
        NginxInstance instance = instance();
        docker.copyFails = true;

        assertThatThrownBy(() -> instance.put(new NginxConfig("the file", "0"), "/x.conf.new"))
                .isInstanceOf(CommandFailedException.class);
        assertThat(docker.copiedFrom).doesNotExist();
    }

    @Test
    void copyThatFailsForGoodIsExplainedInWordsThatStayTheSame() throws Exception {
        docker.ps = NGINX;
        NginxInstance instance = instance();
        docker.copyFails = true;

        docker.copyWords = "lstat FROM: no such file or directory";
        assertThatThrownBy(() -> instance.put(new NginxConfig("the file", "0"), "/etc/nginx/conf.d/.x.conf.new"))
                .hasMessageStartingWith("docker cp: docker does not see the files in ")
                .hasMessageContaining("-Djava.io.tmpdir=DIR")
                .hasMessageNotContaining("mandor-");
        docker.copyWords = "Error response from daemon: container rootfs is marked read-only";
        assertThatThrownBy(() -> instance.put(new NginxConfig("the file", "0"), "/etc/nginx/conf.d/.x.conf.new"))
                .hasMessageContaining("container rootfs is marked read-only: ")
                .hasMessageContaining("needs a volume at /etc/nginx/conf.d/");
        docker.copyWords = "trouble with FROM";
        assertThatThrownBy(() -> instance.put(new NginxConfig("the file", "0"), "/etc/nginx/conf.d/.x.conf.new"))
                .hasMessage("docker cp: trouble with the file");
    }

    @Test
    void folderForTemporaryFilesThatCannotBeWrittenIsNamedAndNotTheFile(@TempDir Path dir) throws Exception {
        docker.ps = NGINX;
        NginxInstance instance = instance();
        String before = System.getProperty("java.io.tmpdir");
        System.setProperty("java.io.tmpdir", dir.resolve("gone").toString());
        try {
            assertThatThrownBy(() -> instance.put(new NginxConfig("the file", "0"), "/x.conf.new"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot write into the folder for temporary files, " + dir.resolve("gone"))
                    .hasMessageNotContaining("mandor-");
        } finally {
            System.setProperty("java.io.tmpdir", before);
        }
    }

    @Test
    void programsRunInTheContainer() throws Exception {
        docker.ps = NGINX;

        instance().run(NginxScript.ASK, List.of("80"));

        assertThat(docker.calls.get(1))
                .startsWith("docker", "exec", "nginx.1.y8", "sh", "-c")
                .endsWith("mandor", "80");
    }

    @Test
    void containerOfMoreThanOneNameIsAskedForByItsId() throws Exception {
        docker.ps = "bbbb2222\tweb/front,nginx.1.y8\tnginx\n";

        instance().run(NginxScript.ASK, List.of("80"));

        assertThat(docker.calls.get(1))
                .startsWith("docker", "exec", "bbbb2222", "sh", "-c")
                .endsWith("mandor", "80");
    }

    private NginxInstance instance() throws Exception {
        return DockerNginxGateway.ofService("nginx", docker).instances().get(0);
    }

    private static List<String> ids(DockerNginxGateway gateway) throws Exception {
        return gateway.instances().stream().map(NginxInstance::id).toList();
    }

    private static final class FakeDocker implements CommandRunner {
        private final List<List<String>> calls = new ArrayList<>();
        private String ps = "";
        private String info = "";
        private boolean copyFails;
        private String copyWords = "No such container";
        private Path copiedFrom;
        private String copiedTo;
        private String copiedText;
        private String copiedMode;

        @Override
        public String run(List<String> command) throws CommandFailedException {
            calls.add(command);
            return switch (command.get(1)) {
                case "ps" -> ps;
                case "info" -> info;
                case "cp" -> copy(command);
                default -> "";
            };
        }

        private String copy(List<String> command) throws CommandFailedException {
            copiedFrom = Path.of(command.get(2));
            copiedTo = command.get(3);
            try {
                copiedText = Files.readString(copiedFrom);
                copiedMode = PosixFilePermissions.toString(Files.getPosixFilePermissions(copiedFrom));
            } catch (IOException e) {
                throw new AssertionError("docker cp could not read the file", e);
            }
            if (copyFails) {
                throw CommandFailedException.ended(command, 1, copyWords.replace("FROM", copiedFrom.toString()));
            }
            return "";
        }
    }
}
