package dev.mandor.manager.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerServicesTest {
    private static final String LABEL = "mandor.enable=true";

    private final FakeSwarm swarm = new FakeSwarm();
    private final DockerServices services = new DockerServices(swarm);

    @Test
    void servicesAreReadWithTheirLabels() throws Exception {
        swarm.deploy("api", Map.of("mandor.port", "9000"));
        swarm.deploy("web", Map.of());

        assertThat(services.withLabel(LABEL))
                .containsExactlyInAnyOrder(
                        new LabelledService("api", Map.of("mandor.port", "9000")),
                        new LabelledService("web", Map.of()));
        assertThat(swarm.calls).first().asString().contains("--filter, label=mandor.enable=true");
    }

    @Test
    void oneCommandIsEnoughWhereNothingHasTheLabel() throws Exception {
        assertThat(services.withLabel(LABEL)).isEmpty();
        assertThat(swarm.calls).hasSize(1);
    }

    @Test
    void anyTextCanStandInALabel() throws Exception {
        Map<String, String> labels = Map.of(
                "mandor.host",
                "a\nb\r\"{};'$\\ \u2028\u0000é\ud83d\ude00",
                "mandor.port",
                "9".repeat(100_000),
                "x\ny",
                "{}");
        swarm.deploy("api", labels);

        assertThat(services.withLabel(LABEL)).containsExactly(new LabelledService("api", labels));
    }

    @Test
    void serviceThatIsRemovedWhileWeAskIsJustNotThere() throws Exception {
        swarm.deploy("api", Map.of());
        swarm.deploy("web", Map.of());
        swarm.meanwhile = () -> swarm.remove("api");

        assertThat(services.withLabel(LABEL)).extracting(LabelledService::name).containsExactly("web");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FakeSwarm.NO_MANAGER,
                "Error response from daemon: This node is not a swarm manager. Worker nodes can't be used to view or modify"
                        + " cluster state. Please run this command on a manager node or promote the current node to a manager.",
                "Error response from daemon: node is not part of a swarm",
                "Error response from daemon: <html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative"
                        + " rules.\n</body></html>",
                "Error response from daemon: authorization denied by plugin opa: request rejected"
            })
    void engineThatWillNotTellIsToldFromOneThatCannot(String words) {
        swarm.fail(words);

        assertThatThrownBy(() -> services.withLabel(LABEL))
                .isInstanceOf(EngineRefusesException.class)
                .hasMessageStartingWith("docker service: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error response from daemon: This node is not a swarm manager. Manager is being prepared or has trouble"
                        + " connecting to the cluster.",
                "Error response from daemon: rpc error: code = Unknown desc = The swarm does not have a leader.",
                "Error response from daemon: Swarm is encrypted and needs to be unlocked before it can be used.",
                "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?"
            })
    void engineThatCannotTellNowDoesNotRefuse(String words) {
        swarm.fail(words);

        assertThatThrownBy(() -> services.withLabel(LABEL))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageStartingWith("docker service: ");
    }

    @Test
    void hangingEngineDoesNotRefuse() {
        swarm.hang();

        assertThatThrownBy(() -> services.withLabel(LABEL)).hasMessage("docker service: no answer within 3 s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<no value>",
                "[]",
                "null",
                "\"api\"",
                "{}",
                "{\"name\":\"api\"}",
                "{\"name\":null,\"labels\":{}}",
                "{\"name\":\"api\",\"labels\":[]}",
                "{\"name\":\"api\",\"labels\":{\"mandor.port\":{}}}",
                "{\"name\":\"api\",\"labels\":{}} {}",
                "{\"name\":\"api\",\"labels\":{\"mandor.po"
            })
    void answerThatIsNotUnderstoodIsAFailureAndNotAnEmptyList(String answer) {
        assertThatThrownBy(() -> answering("id", answer).withLabel(LABEL))
                .isInstanceOf(IOException.class)
                .hasMessage("docker service: an answer that is not understood");
    }

    @Test
    void halfAListIsNoList() {
        assertThatThrownBy(() -> answering("one\ntwo\n", "{\"name\":\"api\",\"labels\":{}}\n")
                        .withLabel(LABEL))
                .hasMessage("docker service: it told of 1 services when asked for 2");
    }

    @Test
    void serviceWithoutAnyLabelsHasNone() throws Exception {
        assertThat(answering("id", "{\"name\":\"api\",\"labels\":null}").withLabel(LABEL))
                .containsExactly(new LabelledService("api", Map.of()));
    }

    private static DockerServices answering(String ids, String answer) {
        return new DockerServices((List<String> command) -> command.contains("ls") ? ids : answer);
    }
}
