package dev.mandor.manager.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.nginx.DockerNginxGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerCheckTest {
    private static final NginxSettings NGINX =
            new NginxSettings(List.of("nginx"), "/etc/nginx/conf.d/loadbalancer.conf", 80);

    @Test
    void whereAllIsWellEachLineIsOk() throws Exception {
        assertThat(findings(FakeDocker.healthy()))
                .allMatch(finding -> finding.verdict() == Verdict.OK)
                .extracting(Finding::sentence)
                .containsExactly(
                        "docker program: Docker version 20.10.24, build 297e128",
                        "docker engine 20.10.24 answers in 7 ms",
                        "this node is a manager of the Swarm, at 192.168.56.101: labels of services can be read",
                        "nginx container nginx.1.x of service nginx (nginx:stable) runs here",
                        "nginx's configuration test passes",
                        "nginx includes /etc/nginx/conf.d/loadbalancer.conf",
                        "no other site stands in the way on nginx's port 80",
                        "nginx is asked by /usr/bin/curl",
                        "nginx runs Mandor's file, version 0123abcd, on port 80",
                        "service nginx is published in host mode, port 80",
                        "no service has Mandor's labels: the one at the agents' port is served");
    }

    @Test
    void withoutTheProgramNothingElseIsAsked() throws Exception {
        FakeDocker docker = new FakeDocker().fails("docker --version", "the program is not installed");

        assertThat(findings(docker))
                .singleElement()
                .extracting(Finding::verdict, Finding::sentence)
                .containsExactly(Verdict.FAIL, "docker program: the program is not installed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Cannot connect to the Docker daemon at unix:///x | systemctl start docker
                    permission denied while trying to connect        | docker-proxy
                    """)
    void engineThatCannotBeReachedIsOneFailure(String words, String remedy) throws Exception {
        List<Finding> findings = findings(FakeDocker.healthy().fails("docker info", words));

        assertThat(findings).hasSize(2);
        assertThat(findings.get(1).sentence()).isEqualTo("docker engine: " + words);
        assertThat(findings.get(1).remedy())
                .hasValueSatisfying(help -> assertThat(help).contains(remedy));
    }

    @Test
    void engineThatSaysNothingIsAFailure() throws Exception {
        assertThat(findings(FakeDocker.healthy().says("docker info", "\n")))
                .last()
                .extracting(Finding::verdict)
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void nginxThatRunsElsewhereIsAFailureInTheGatewaysWords() throws Exception {
        FakeDocker docker = FakeDocker.healthy()
                .says("docker ps", "")
                .says("docker ps --no-trunc --format {{.ID}}\t{{.Names}}\t{{.Label", "");

        assertFound(
                docker, Verdict.FAIL, "nginx container: no running container of Swarm service 'nginx' on this engine");
    }

    @Test
    void refusalOfNginxIsToldInItsOwnWords() throws Exception {
        FakeDocker docker = FakeDocker.healthy()
                .fails(
                        "docker exec nginx.1.x nginx -t",
                        "nginx: [emerg] unknown directive \"x\" in /etc/nginx/a.conf:1");

        assertFound(
                docker,
                Verdict.FAIL,
                "nginx's configuration test: [emerg] unknown directive \"x\" in /etc/nginx/a.conf:1");
    }

    @Test
    void whatTheDockerProxyForbidsIsAWarningAndTheRestIsTold() throws Exception {
        String refusal = "Mandor's docker-proxy lets only programs of its own version and options run";
        FakeDocker docker = FakeDocker.healthy()
                .fails("docker exec nginx.1.x nginx", refusal)
                .fails("docker exec nginx.1.x sh -c command -v", refusal);

        List<Finding> findings = findings(docker);

        assertThat(findings)
                .filteredOn(finding -> finding.verdict() == Verdict.WARN)
                .hasSize(2)
                .allMatch(finding -> finding.sentence().endsWith("not visible through docker-proxy"));
        assertThat(findings).noneMatch(finding -> finding.verdict() == Verdict.FAIL);
        assertThat(findings)
                .extracting(Finding::sentence)
                .contains("nginx runs Mandor's file, version 0123abcd, on port 80");
    }

    @Test
    void labelledServicesAreJudgedEach() throws Exception {
        FakeDocker docker = FakeDocker.healthy()
                .says("docker service ls", "a1\nb2\n")
                .says(
                        "docker service inspect --format " + SwarmService.FORMAT + " a1 b2",
                        FakeDocker.service("web", "{\"mandor.port\":\"8080\"}", 80, 8080, "host")
                                + FakeDocker.service("api", "{\"mandor.port\":\"9000\"}", 80, 9000, "ingress"));

        assertFound(docker, Verdict.OK, "service web is published in host mode, port 8080");
        assertFound(
                docker, Verdict.WARN, "service api is published in ingress mode: Swarm, not Mandor, picks who answers");
    }

    @Test
    void twoContainersOfNginxAreAWarning() throws Exception {
        FakeDocker docker = FakeDocker.healthy()
                .says("docker ps --no-trunc --format {{.ID}}\t{{.Names}}\t{{.Label", "a\tn.1\tnginx\nb\tn.2\tnginx\n")
                .says("docker ps --no-trunc --format " + Container.FORMAT, "a\tn.1\ti\tnginx\t\nb\tn.2\ti\tnginx\t\n")
                .fails("docker exec", "Error: gone");

        assertFound(docker, Verdict.WARN, "2 containers of nginx on this engine, all of them driven");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    20.10.24 | 1000 | OK
                    20.10.24 | 1001 | WARN
                    20.0.1   | 1    | OK
                    19.03.15 | 1    | WARN
                    dev      | 1    | OK
                    """)
    void engineMayTakeASecondAndBeFrom2020(String version, long millis, Verdict verdict) {
        assertThat(Engine.parse(version + "\tactive\ttrue\t10.0.0.1", Duration.ofMillis(millis))
                        .answers()
                        .verdict())
                .isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"active,true,OK", "active,false,WARN", "inactive,false,WARN"})
    void labelsNeedASwarmManager(String state, String control, Verdict verdict) {
        assertThat(Engine.parse("28.0\t" + state + "\t" + control + "\t", Duration.ZERO)
                        .swarm()
                        .verdict())
                .isEqualTo(verdict);
    }

    private static void assertFound(FakeDocker docker, Verdict verdict, String sentence) throws Exception {
        assertThat(findings(docker)).anySatisfy(finding -> {
            assertThat(finding.verdict()).isEqualTo(verdict);
            assertThat(finding.sentence()).startsWith(sentence);
        });
    }

    private static List<Finding> findings(FakeDocker docker) throws Exception {
        List<Finding> findings = new ArrayList<>();
        long[] now = {0};
        new DockerCheck(docker, DockerNginxGateway.ofUsualService(docker), NGINX, () -> now[0] += 7_000_000)
                .at(findings::add);
        return findings;
    }
}
