package dev.mandor.manager.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mandor.manager.doctor.SwarmService.PublishedPort;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishingTest {
    @Test
    void nginxInIngressModeLosesTheClientsAddresses() {
        Finding finding = Publishing.ofNginx(service("nginx", Map.of(), new PublishedPort(80, 8000, false)), 80);

        assertThat(finding.verdict()).isEqualTo(Verdict.WARN);
        assertThat(finding.sentence())
                .isEqualTo("service nginx is published in ingress mode: nginx does not see the clients' addresses");
        assertThat(finding.remedy())
                .contains(
                        "docker service update --publish-rm 80 --publish-add mode=host,published=8000,target=80 nginx");
    }

    @Test
    void nginxMustPublishThePortAtWhichItServes() {
        SwarmService nginx = service("nginx", Map.of(), new PublishedPort(8080, 80, true));

        assertThat(Publishing.ofNginx(nginx, 80).sentence())
                .isEqualTo("service nginx does not publish port 80 (it publishes 80 to 8080)");
        assertThat(Publishing.ofNginx(nginx, 8080).verdict()).isEqualTo(Verdict.OK);
    }

    @ParameterizedTest
    @CsvSource({"8080,OK", "'8080 ',OK", "8081,FAIL", "80,FAIL", "http,FAIL", "0,FAIL", "65536,FAIL", "'',FAIL"})
    void labelNamesThePublishedPort(String label, Verdict verdict) {
        SwarmService web = service("web", Map.of("mandor.port", label), new PublishedPort(80, 8080, true));

        assertThat(Publishing.ofWeb(web).verdict()).isEqualTo(verdict);
    }

    @Test
    void withoutLabelOfAPortAServiceIsLeftOut() {
        assertThat(Publishing.ofWeb(service("web", Map.of(), new PublishedPort(80, 8080, true)))
                        .verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void serviceWithoutPortsOrLabelsIsRead() throws Exception {
        assertThat(SwarmService.parse("{\"name\":\"web\",\"labels\":null,\"endpoint\":null}\n"))
                .containsExactly(service("web", Map.of()));
    }

    @Test
    void whatIsNoJsonIsAnError() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> SwarmService.parse("{\"name\":"))
                .withMessage("docker service: an answer that is not understood");
    }

    @Test
    void udpPortsDoNotCount() throws Exception {
        assertThat(SwarmService.parse("{\"name\":\"dns\",\"labels\":{},\"endpoint\":{\"Ports\":[{\"Protocol\":\"udp\","
                                + "\"TargetPort\":80,\"PublishedPort\":80,\"PublishMode\":\"host\"}]}}")
                        .get(0)
                        .ports())
                .isEmpty();
    }

    private static SwarmService service(String name, Map<String, String> labels, PublishedPort... ports) {
        return new SwarmService(name, labels, List.of(ports));
    }
}
