package dev.mandor.manager.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NginxRemediesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    docker ps: no answer within 3 s | kill -CONT
                    docker exec: no answer within 3 s | kill -CONT
                    docker exec: Error response from daemon: Container 1f2e is paused, unpause the container before exec | docker unpause
                    docker ps: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running? | systemctl start docker
                    docker ps: permission denied while trying to connect to the Docker daemon socket | docker-proxy
                    no running container of Swarm service 'nginx' on this engine | docker service ps
                    nginx refused the configuration, the one before stays: [emerg] a duplicate default server for 0.0.0.0:80 in /etc/nginx/conf.d/loadbalancer.conf:30 | another file of nginx has a default_server
                    nginx refused the configuration, the one before stays: [emerg] unknown directive "x" in /etc/nginx/conf.d/own.conf:3 | what nginx names
                    nginx took the reload but still runs the configuration before | kill -CONT
                    cp: No space left on device | df -h
                    something that nobody foresaw | manager check
                    """)
    void whatHelpsDependsOnWhatIsWrong(String problem, String remedy) {
        assertThat(NginxRemedies.of(problem)).contains(remedy);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    docker ps: no answer within 3 s | x
                    docker exec: Error response from daemon: Container 1f2e is paused, unpause the container before exec | x
                    """)
    void engineThatRunsIsNotToBeStarted(String problem, String ignored) {
        assertThat(NginxRemedies.of(problem)).doesNotContain("systemctl start docker");
    }
}
