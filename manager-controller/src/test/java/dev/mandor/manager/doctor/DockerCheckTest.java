package dev.mandor.manager.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.nginx.CommandRunner;
import dev.mandor.manager.nginx.DockerNginxGateway;
import dev.mandor.manager.nginx.Writer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerCheckTest {
    private static final NginxSettings NGINX =
            new NginxSettings(List.of("nginx"), "/etc/nginx/conf.d/loadbalancer.conf", 80, new Writer("me:9999"));

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
                        "a file can be copied into /etc/nginx/conf.d",
                        "nginx is asked by /usr/bin/curl",
                        "nginx runs Mandor's file, version 0123abcd, on port 80",
                        "Mandor's site is on IPv4 only: there is no IPv6 where nginx runs",
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
                .fails("docker exec nginx.1.x sh -c command -v", refusal)
                .fails("docker exec nginx.1.x sh -c [ ! -L", refusal);

        List<Finding> findings = findings(docker);

        assertThat(findings)
                .filteredOn(finding -> finding.verdict() == Verdict.WARN)
                .extracting(Finding::sentence)
                .containsExactly(
                        "nginx's configuration test: not visible through docker-proxy",
                        "copying a file beside /etc/nginx/conf.d/loadbalancer.conf: could not be tried through the"
                                + " docker-proxy",
                        "a program to ask nginx with: not visible through docker-proxy");
        assertThat(findings).noneMatch(finding -> finding.verdict() == Verdict.FAIL);
        assertThat(findings)
                .extracting(Finding::sentence)
                .contains("nginx runs Mandor's file, version 0123abcd, on port 80");
    }

    @Test
    void copyThatTheDockerProxyForbidsIsNoFailure() throws Exception {
        FakeDocker docker = FakeDocker.healthy()
                .fails("docker cp", "Error response from daemon: Mandor's docker-proxy does not let through PUT /v1");

        assertFound(
                docker, Verdict.WARN, "copying a file beside /etc/nginx/conf.d/loadbalancer.conf: could not be tried");
    }

    @Test
    void copyThatIsRefusedIsToldWithItsCause() throws Exception {
        FakeDocker docker = FakeDocker.healthy()
                .fails("docker cp", "Error response from daemon: container rootfs is marked read-only");

        assertFound(
                docker,
                Verdict.FAIL,
                "a file cannot be copied into /etc/nginx/conf.d: docker cp: Error response from daemon: container rootfs is"
                        + " marked read-only");
    }

    @Test
    void copyThatDoesNotArriveIsAFailureAndIsRemovedAllTheSame() throws Exception {
        List<String> calls = new ArrayList<>();
        FakeDocker docker = FakeDocker.healthy().says(FakeDocker.READ_COPY, "");
        List<Finding> findings = findings(command -> {
            calls.add(String.join(" ", command));
            return docker.run(command);
        });

        assertThat(findings)
                .filteredOn(finding -> finding.verdict() == Verdict.FAIL)
                .singleElement()
                .satisfies(finding -> assertThat(finding.sentence())
                        .startsWith(
                                "docker cp said that it copied a file into /etc/nginx/conf.d, and it is not there"));
        assertThat(calls).contains("docker exec nginx.1.x rm -f /etc/nginx/conf.d/.loadbalancer.conf.check");
    }

    @Test
    void tmpfsIsSeenBeforeAnythingIsCopied() throws Exception {
        FakeDocker docker = FakeDocker.healthy()
                .says(
                        "docker exec nginx.1.x sh -c [ ! -L",
                        "10 1 0:1 / / rw - overlay o rw\n11 10 0:2 / /etc/nginx/conf.d rw - tmpfs t rw\n")
                .fails("docker cp", "never asked");

        assertFound(docker, Verdict.FAIL, "/etc/nginx/conf.d is on a tmpfs of the container");
        assertThat(findings(docker)).noneMatch(finding -> finding.sentence().contains("never asked"));
    }

    @Test
    void hostOfALabelThatAnotherSiteHasIsNamed() throws Exception {
        FakeDocker docker = FakeDocker.healthy()
                .says("docker service ls", "a1\n")
                .says(
                        "docker service inspect --format " + SwarmService.FORMAT + " a1",
                        FakeDocker.service(
                                "web", "{\"mandor.port\":\"8080\",\"mandor.host\":\"Shop.org\"}", 80, 8080, "host"))
                .says("docker exec nginx.1.x nginx -T", """
                        # configuration file /etc/nginx/nginx.conf:
                        http { include /etc/nginx/conf.d/*.conf; }
                        # configuration file /etc/nginx/conf.d/acme.conf:
                        server { listen 80; server_name shop.org; }
                        """);

        assertFound(docker, Verdict.FAIL, "/etc/nginx/conf.d/acme.conf answers who asks for shop.org");
    }

    @Test
    void fileOfAnotherManagerIsToldWithItsName() throws Exception {
        FakeDocker docker = FakeDocker.healthy()
                .says(
                        "docker exec nginx.1.x sh -c [ ! -f",
                        "# Written by Mandor on old:9999. Changes made here are lost with the next plan.\n\"0123abcd");

        assertFound(
                docker,
                Verdict.WARN,
                "/etc/nginx/conf.d/loadbalancer.conf was written by another manager, old:9999; this one is me:9999");
    }

    @Test
    void fileThatIsOnIpv4OnlyIsNamedWhereThereIsIpv6() throws Exception {
        FakeDocker docker = FakeDocker.healthy()
                .says("docker exec nginx.1.x sh -c PATH", "nginx version: nginx/1.28.0\nipv6\n")
                .says("docker exec nginx.1.x sh -c [ ! -f", "listen 80 default_server; return 200 \"0123abcd");

        assertFound(docker, Verdict.WARN, "Mandor's file listens on IPv4 only, though there is IPv6");
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

    private static List<Finding> findings(CommandRunner docker) throws Exception {
        List<Finding> findings = new ArrayList<>();
        long[] now = {0};
        new DockerCheck(docker, DockerNginxGateway.ofUsualService(docker), NGINX, () -> now[0] += 7_000_000)
                .at(findings::add);
        return findings;
    }
}
