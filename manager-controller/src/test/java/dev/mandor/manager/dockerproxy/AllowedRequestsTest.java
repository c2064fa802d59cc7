package dev.mandor.manager.dockerproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandor.manager.nginx.ConfigInstaller;
import dev.mandor.manager.nginx.NginxConfig;
import dev.mandor.manager.nginx.NginxInstance;
import dev.mandor.manager.nginx.NginxScript;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class AllowedRequestsTest {
    private static final String TASK = "z8oztrme07cgzuuhtzh5kquzx";
    private static final String NGINX = "nginx.1." + TASK;
    private static final String EXEC = "8fb21145517b102040ca84d57dd276e5454b9efac35b3adb913674dd47010627";
    private static final List<String> COUNT = NginxScript.COUNT.command(List.of());
    private static final ConfigInstaller INSTALLER =
            new ConfigInstaller("/etc/nginx/conf.d/loadbalancer.conf", 80, List.of("nginx"));

    private final AllowedRequests allowed = new AllowedRequests(
            AllowedRequests.ofService("([a-zA-Z0-9_-]+_)?nginx"),
            INSTALLER,
            Path.of("/etc/nginx/conf.d/.loadbalancer.conf.new"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HEAD /_ping",
                "GET /_ping",
                "GET /v1.41/_ping",
                "GET /v1.41/containers/json",
                "GET /v1.50/info",
                "GET /v1.41/containers/NGINX/json",
                "GET /v1.41/containers/shop_NGINX/json",
                "HEAD /v1.41/containers/NGINX/archive?path=%2Fetc%2Fnginx%2Fconf.d%2F.loadbalancer.conf.new",
                "GET /v1.41/exec/EXEC/json",
                "GET /v1.41/services?filters=%7B%22label%22%3A%7B%22mandor.enable%3Dtrue%22%3Atrue%7D%7D",
                "GET /v1.41/services/ws5efhfw2on1?insertDefaults=true",
            })
    void whatTheDockerProgramReadsForTheManagerPasses(String line) throws Exception {
        EngineRequest request = request(line, "");

        assertThat(allowed.check(request)).isSameAs(request);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /containers/json",
                "GET /v1.41/containers/json?all=1",
                "GET /v1.41//containers/json",
                "GET /v1.41/containers/json/",
                "GET /v1.41/x/../containers/json",
                "GET /v1.41/containers/%6eginx.1.TASK/json",
                "GET /v1.41/containers/nginx/json",
                "GET /v1.41/containers/db.1.TASK/json",
                "GET /v1.41/containers/xnginx.1.TASK/json",
                "GET /v1.41/containers/db.1.TASK/../NGINX/json",
                "GET /v1.41/containers/EXEC/json",
                "GET /v1.41/containers/NGINX/archive?path=%2Fetc%2Fnginx%2Fconf.d%2F.loadbalancer.conf.new",
                "HEAD /v1.41/containers/NGINX/archive?path=%2Fetc%2Fpasswd",
                "POST /v1.41/containers/NGINX/json",
                "POST /v1.41/containers/NGINX/kill?signal=HUP",
                "POST /v1.41/containers/create",
                "POST /v1.41/exec/EXEC/start/",
                "POST /v1.41/exec/EXEC/resize",
                "GET /v1.41/services",
                "GET /v1.41/services/web?insertDefaults=true",
                "DELETE /v1.41/services/ws5efhfw2on1",
                "POST /v1.41/services/ws5efhfw2on1/update",
                "GET /v1.41/secrets",
                "GET /v1.41/events",
                "GET /v1.41/version",
            })
    void everythingElseIsRefused(String line) {
        assertThatThrownBy(() -> allowed.check(request(line, "")))
                .isInstanceOf(RefusedRequestException.class)
                .hasMessageStartingWith("Mandor's docker-proxy does not let through ");
    }

    @Test
    void questionWithABodyIsNone() {
        assertThatThrownBy(() -> allowed.check(request("GET /_ping", "x"))).isInstanceOf(RefusedRequestException.class);
    }

    @Test
    void programsOfTheInstallerAndOfTheCounterPassAndAreWrittenAnew() throws Exception {
        List<List<String>> programs = new ArrayList<>(List.of(COUNT));
        NginxInstance recorder = new Recorder(programs);
        NginxConfig config = new NginxConfig("text", "0123456789ab");
        INSTALLER.installed(recorder);
        INSTALLER.isRunning(recorder, config);
        INSTALLER.install(recorder, config);
        assertThat(programs).hasSize(4);

        for (List<String> program : programs) {
            String body = allowed.check(
                            exec("{\"User\":\"\",\"Privileged\":false,\"Env\":null,\"AttachStdout\":true,\"Cmd\":CMD}\n"
                                    .replace("CMD", json(program))))
                    .bodyText();
            assertThat(JsonMapper.shared().readTree(body))
                    .isEqualTo(JsonMapper.shared()
                            .readTree("{\"AttachStdout\":true,\"AttachStderr\":true,\"Cmd\":CMD}"
                                    .replace("CMD", json(program))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "CMD",
                "",
                "{\"Cmd\":null}",
                "{\"Cmd\":[1]}",
                "{\"Cmd\":[\"id\"]}",
                "{\"Cmd\":[\"sh\",\"-c\",\"id\"]}",
                "{\"Privileged\":true,\"Cmd\":CMD}",
                "{\"privileged\":true,\"Cmd\":CMD}",
                "{\"Privileged\":false,\"Privileged\":true,\"Cmd\":CMD}",
                "{\"Privileged\":1,\"Cmd\":CMD}",
                "{\"User\":\"root\",\"Cmd\":CMD}",
                "{\"Tty\":true,\"Cmd\":CMD}",
                "{\"AttachStdin\":true,\"Cmd\":CMD}",
                "{\"Detach\":true,\"Cmd\":CMD}",
                "{\"Env\":[\"LD_PRELOAD=/tmp/x\"],\"Cmd\":CMD}",
                "{\"WorkingDir\":\"/\",\"Cmd\":CMD}",
                "{\"New\":{\"a\":1},\"Cmd\":CMD}",
                "{\"Cmd\":CMD,\"cmd\":[\"id\"]}",
                "{\"Cmd\":CMD,\"Cmd\":[\"id\"]}",
                "{\"Cmd\":CMD}{}",
            })
    void programThatIsNotOursOrWantsMoreIsRefused(String body) {
        assertThatThrownBy(() -> allowed.check(exec(body.replace("CMD", json(COUNT)))))
                .hasMessageContaining("only programs of its own version and options");
    }

    @Test
    void programOfAnInstallerWithOtherSettingsIsRefused() throws Exception {
        List<List<String>> programs = new ArrayList<>();
        Recorder recorder = new Recorder(programs);
        NginxConfig config = new NginxConfig("text", "0123456789ab");
        new ConfigInstaller("/etc/nginx/nginx.conf", 80, List.of("nginx")).installed(recorder);
        new ConfigInstaller("/etc/nginx/conf.d/loadbalancer.conf", 80, List.of("nginx", "-g", "x"))
                .install(recorder, config);
        INSTALLER.install(recorder, new NginxConfig("text", "a; id"));

        for (List<String> program : programs) {
            assertThatThrownBy(() -> allowed.check(exec("{\"Cmd\":" + json(program) + "}")))
                    .isInstanceOf(RefusedRequestException.class);
        }
    }

    @Test
    void programIsStartedWithoutATerminalWhateverIsAsked() throws Exception {
        EngineRequest request = allowed.check(request("POST /v1.41/exec/EXEC/start", "{\"Tty\":true}"));

        assertThat(request.bodyText()).isEqualTo("{\"Detach\":false,\"Tty\":false}");
    }

    @Test
    void fileThatIsCopiedIsTheOneWithTheNameOfAConfiguration() throws Exception {
        EngineRequest copy = copy(Tar.of(".loadbalancer.conf.new", '0', "text"));

        assertThat(allowed.check(copy)).isSameAs(copy);
    }

    @Test
    void archiveWithAnythingElseIsRefused() {
        byte[] good = Tar.of(".loadbalancer.conf.new", '0', "text");
        List<byte[]> archives = List.of(
                new byte[0],
                new byte[512],
                Tar.of("other.conf", '0', "text"),
                Tar.of("../nginx.conf", '0', "text"),
                Tar.of(".loadbalancer.conf.new", '2', ""),
                Tar.of(".loadbalancer.conf.new", '5', ""),
                Tar.of(".loadbalancer.conf.new", 'x', "text"),
                Tar.twice(good, Tar.of("other.conf", '0', "text")),
                Tar.cut(good, 600));

        for (byte[] archive : archives) {
            assertThatThrownBy(() -> allowed.check(copy(archive))).isInstanceOf(RefusedRequestException.class);
        }
    }

    private static EngineRequest request(String line, String body) {
        return request(line, body.getBytes(StandardCharsets.UTF_8));
    }

    private static EngineRequest request(String line, byte[] body) {
        String[] words = line.replace("NGINX", NGINX)
                .replace("TASK", TASK)
                .replace("EXEC", EXEC)
                .split(" ", -1);
        return new EngineRequest(words[0], words[1], body);
    }

    private static EngineRequest exec(String body) {
        return request("POST /v1.41/containers/NGINX/exec", body);
    }

    private static EngineRequest copy(byte[] tar) {
        return request(
                "PUT /v1.41/containers/NGINX/archive?noOverwriteDirNonDir=true&path=%2Fetc%2Fnginx%2Fconf.d", tar);
    }

    private static String json(List<String> words) {
        return JsonMapper.shared().writeValueAsString(words);
    }

    private record Recorder(List<List<String>> programs) implements NginxInstance {
        @Override
        public String id() {
            return "c1";
        }

        @Override
        public void put(NginxConfig config, String path) {}

        @Override
        public String run(NginxScript script, List<String> arguments) {
            programs.add(script.command(arguments));
            return "";
        }
    }
}
