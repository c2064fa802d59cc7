package dev.mandor.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.Strategy.Settings;
import dev.mandor.manager.cluster.Factors;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.nginx.DockerServices;
import dev.mandor.manager.nginx.FakeSwarm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ServiceDiscoveryTest {
    private static final String NO_LEADER = "Error response from daemon: rpc error: The swarm does not have a leader.";

    @RegisterExtension
    private final CapturedLog log = new CapturedLog(ServiceDiscovery.class);

    private final FakeSwarm swarm = new FakeSwarm();
    private final ServiceDiscovery discovery = discovery();

    @Test
    void serviceThatAppearsChangesAndGoesIsFollowedWithEachQuestion() throws Exception {
        discovery.ask();
        assertThat(services()).containsExactly("workers");
        assertThat(log.take()).isEmpty();

        swarm.deploy("api", labels("9000", "api.example.org"));
        discovery.ask();
        assertThat(services()).containsExactly("api=9000@api.example.org", "workers");
        assertThat(log.take()).containsExactly("INFO service api=9000@api.example.org is new");

        swarm.deploy("api", labels("9001", "api.example.org"));
        discovery.ask();
        assertThat(services()).containsExactly("api=9001@api.example.org", "workers");
        assertThat(log.take()).containsExactly("INFO service api=9001@api.example.org changed");

        swarm.remove("api");
        discovery.ask();
        assertThat(services()).containsExactly("workers");
        assertThat(log.take()).containsExactly("INFO service api=9001@api.example.org is gone");
    }

    @Test
    void sameLabelsAreNotToldAgain() throws Exception {
        swarm.deploy("api", labels("9000", "api.example.org"));
        discovery.ask();
        log.take();
        discovery.ask();

        assertThat(log.take()).isEmpty();
    }

    @Test
    void wrongLabelIsNamedOnceAndItsRepairToo() throws Exception {
        swarm.deploy("api", labels("9000", "api.example.org"));
        swarm.deploy("bad", labels("no port", "bad.example.org"));
        discovery.ask();
        discovery.ask();
        assertThat(services()).containsExactly("api=9000@api.example.org", "workers");
        assertThat(log.take())
                .containsExactly(
                        "WARN service bad is left out: mandor.port: a port is a number from 1 to 65535",
                        "INFO service api=9000@api.example.org is new");

        swarm.deploy("bad", labels("9001", "no host"));
        discovery.ask();
        assertThat(log.take())
                .containsExactly(
                        "WARN service bad is left out: mandor.host: a host is a name such as api.example.org or"
                                + " *.example.org");

        swarm.deploy("bad", labels("9001", "bad.example.org"));
        discovery.ask();
        assertThat(log.take())
                .containsExactly(
                        "INFO nothing is wrong with service bad any more",
                        "INFO service bad=9001@bad.example.org is new");
    }

    @Test
    void nothingIsSettledBeforeTheFirstAnswer() throws Exception {
        swarm.deploy("api", labels("9000", "api.example.org"));
        swarm.hang();
        assertThat(discovery.isSettled()).isFalse();
        discovery.ask();
        discovery.ask();
        assertThat(discovery.isSettled()).isFalse();
        assertThat(services()).containsExactly("workers");
        assertThat(log.take())
                .containsExactly(
                        "WARN the labels of services cannot be read, nginx keeps those that it has until they can"
                                + " be: docker service: no answer within 3 s");

        swarm.heal();
        discovery.ask();
        assertThat(discovery.isSettled()).isTrue();
        assertThat(services()).containsExactly("api=9000@api.example.org", "workers");
        assertThat(log.take()).first().isEqualTo("INFO the labels of services can be read again");
    }

    @Test
    void answerThatThereAreNoneSettles() throws Exception {
        discovery.ask();

        assertThat(discovery.isSettled()).isTrue();
    }

    @Test
    void refusalSettlesAndIsToldOnce() throws Exception {
        swarm.fail(FakeSwarm.NO_MANAGER);
        discovery.ask();
        discovery.ask();

        assertThat(discovery.isSettled()).isTrue();
        assertThat(services()).containsExactly("workers");
        assertThat(log.take())
                .containsExactly(
                        "INFO no services are looked for by their labels: docker service: " + FakeSwarm.NO_MANAGER);
    }

    @Test
    void engineThatCannotTellYetSettlesNothing() throws Exception {
        swarm.fail(NO_LEADER);
        discovery.ask();

        assertThat(discovery.isSettled()).isFalse();
    }

    @Test
    void knownServicesStayWhenTheEngineHangsFailsOrRefusesLater() throws Exception {
        swarm.deploy("api", labels("9000", "api.example.org"));
        discovery.ask();
        log.take();

        swarm.hang();
        discovery.ask();
        swarm.heal();
        swarm.fail(NO_LEADER);
        discovery.ask();
        swarm.fail(FakeSwarm.NO_MANAGER);
        discovery.ask();
        discovery.ask();

        assertThat(services()).containsExactly("api=9000@api.example.org", "workers");
        assertThat(log.take())
                .hasSize(3)
                .allSatisfy(line ->
                        assertThat(line).startsWith("WARN the labels of services cannot be read, those known stay: "));
    }

    @Test
    void loopIsWokenByChangesOnly() {
        AtomicInteger woken = new AtomicInteger();
        watchOnce(woken); // the first answer is a change
        watchOnce(woken);
        assertThat(woken).hasValue(1);

        swarm.deploy("api", labels("9000", "api.example.org"));
        watchOnce(woken);
        assertThat(woken).hasValue(2);

        swarm.deploy("bad", labels("no port", "bad.example.org"));
        watchOnce(woken);
        assertThat(woken).hasValue(2);
    }

    // An interrupted thread ends where it would pause.
    private void watchOnce(AtomicInteger woken) {
        Thread.currentThread().interrupt();
        discovery.watch(Duration.ofDays(1), woken::incrementAndGet);
        assertThat(Thread.interrupted()).isTrue();
    }

    private ServiceDiscovery discovery() {
        Settings settings = new Settings(Threshold.parse("5%"), MinFree.DEFAULT, Factors.DEFAULT, Sticky.NONE);
        return new ServiceDiscovery(
                new DockerServices(swarm), new ServiceRules(List.of(), Strategy.MAX_FREE_MEMORY, settings));
    }

    private List<String> services() {
        return discovery.catalog().services().stream().map(Service::toString).toList();
    }

    private static Map<String, String> labels(String port, String host) {
        return Map.of("mandor.enable", "true", "mandor.port", port, "mandor.host", host);
    }
}
