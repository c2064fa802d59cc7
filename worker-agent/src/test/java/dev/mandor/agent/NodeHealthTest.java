package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class NodeHealthTest {
    private final FakeHealthCheck service = new FakeHealthCheck();
    private final FakeHealthCheck other = new FakeHealthCheck();
    private final NodeHealth health =
            new NodeHealth(monitor(service), Map.of(9001, monitor(other), 9000, monitor(HealthCheck.NONE)));

    @Test
    void serviceThatNobodyHasLookedAtIsHealthy() {
        assertThat(health.availability(false)).isEqualTo(new Availability(true, false, ports(true, true)));
    }

    @Test
    void eachServiceHasAHealthOfItsOwn() {
        service.up();
        other.down();
        health.look();
        assertThat(health.availability(true)).isEqualTo(new Availability(true, true, ports(true, false)));

        service.down();
        other.up();
        health.look();
        health.look();
        assertThat(health.availability(false)).isEqualTo(new Availability(false, false, ports(true, true)));
    }

    @Test
    void portsAreInRisingOrder() {
        assertThat(health.availability(false).otherPorts().keySet()).containsExactly(9000, 9001);
    }

    @Test
    void eachServiceIsWatchedOnAThreadOfItsOwn() throws InterruptedException {
        service.down();
        other.down();
        CountDownLatch changes = new CountDownLatch(2);
        Map<String, Thread> threads = new HashMap<>();

        health.watch(
                (name, work) -> {
                    threads.put(name, new Thread(work, name));
                    threads.get(name).start();
                },
                changes::countDown);

        assertThat(threads).containsOnlyKeys("health", "health-9000", "health-9001");
        assertThat(changes.await(5, TimeUnit.SECONDS)).isTrue();
        health.awaitFirstLook();
        assertThat(health.availability(false)).isEqualTo(new Availability(false, false, ports(true, false)));
        for (Thread thread : threads.values()) {
            thread.interrupt();
            thread.join(5_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static HealthMonitor monitor(HealthCheck check) {
        return new HealthMonitor(check, Duration.ofHours(1));
    }

    private static Map<Integer, Boolean> ports(boolean first, boolean second) {
        return Map.of(9000, first, 9001, second);
    }
}
