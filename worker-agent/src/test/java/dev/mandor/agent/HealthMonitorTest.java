package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class HealthMonitorTest {
    private final FakeHealthCheck service = new FakeHealthCheck();
    private final HealthMonitor monitor = new HealthMonitor(service, Duration.ofSeconds(5));
    private final LogLines log = new LogLines(HealthMonitor.class);

    @AfterEach
    void detach() {
        log.close();
    }

    @Test
    void serviceThatNobodyHasLookedAtIsHealthy() {
        assertThat(monitor.isHealthy()).isTrue();
    }

    @Test
    void firstLookCountsAtOnce() {
        service.down();

        assertThat(monitor.look()).isTrue();

        assertThat(monitor.isHealthy()).isFalse();
        assertThat(log.take()).containsExactly("WARN the web service is not healthy: connection refused");
    }

    @Test
    void healthyStartIsNoNews() {
        service.up();

        assertThat(monitor.look()).isFalse();

        assertThat(monitor.isHealthy()).isTrue();
        assertThat(log.take()).isEmpty();
    }

    @Test
    void secondLookThatFailsIsToldOnce() {
        service.up();
        monitor.look();
        service.down();

        assertThat(monitor.look()).isFalse();
        assertThat(monitor.isHealthy()).isTrue();
        assertThat(monitor.look()).isTrue();
        assertThat(monitor.isHealthy()).isFalse();
        assertThat(monitor.look()).isFalse();

        assertThat(log.take()).containsExactly("WARN the web service is not healthy: connection refused");
    }

    @Test
    void returnIsToldOnceWithItsReason() {
        service.down();
        monitor.look();
        log.take();
        service.up();

        assertThat(monitor.look()).isFalse();
        assertThat(monitor.look()).isTrue();
        assertThat(monitor.look()).isFalse();

        assertThat(log.take()).containsExactly("INFO the web service is healthy now: it answers");
    }

    @Test
    void oneLookThatFailsAmongManyIsForgotten() {
        service.up();
        monitor.look();
        for (int i = 0; i < 10; i++) {
            service.down();
            assertThat(monitor.look()).isFalse();
            service.up();
            assertThat(monitor.look()).isFalse();
        }

        assertThat(log.take()).isEmpty();
    }

    @Test
    void nothingFollowsWhereItIsNotKnownWhereToLook() {
        service.down();
        monitor.look();
        service.result = Optional.empty();

        assertThat(monitor.look()).isFalse();
        assertThat(monitor.isHealthy()).isFalse();
        assertThat(monitor.untilNextLook()).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource({"5000, 500", "2001, 500", "2000, 500", "1996, 499", "100, 25"})
    void contradictionIsLookedAtAgainSoon(int intervalMillis, int soonMillis) {
        HealthMonitor monitor = new HealthMonitor(service, Duration.ofMillis(intervalMillis));
        assertThat(monitor.untilNextLook()).isEqualTo(Duration.ofMillis(soonMillis));

        service.up();
        monitor.look();
        assertThat(monitor.untilNextLook()).isEqualTo(Duration.ofMillis(intervalMillis));
        service.down();
        monitor.look();
        assertThat(monitor.untilNextLook()).isEqualTo(Duration.ofMillis(soonMillis));
        monitor.look();
        assertThat(monitor.untilNextLook()).isEqualTo(Duration.ofMillis(intervalMillis));
    }

    @ParameterizedTest
    @CsvSource({"5000, 1000", "1001, 1000", "999, 999"})
    void lookTakesASecondAtMostAndNeverLongerThanTheInterval(int intervalMillis, int deadlineMillis) {
        new HealthMonitor(service, Duration.ofMillis(intervalMillis)).look();

        assertThat(service.deadline).isEqualTo(Duration.ofMillis(deadlineMillis));
    }

    @Test
    void faultOfALookIsComplainedAboutOnceAndDoesNotStopTheLooking() {
        service.fault = new IllegalStateException("odd");
        assertThat(monitor.look()).isFalse();
        assertThat(monitor.look()).isFalse();
        service.fault = null;
        service.down();
        assertThat(monitor.look()).isTrue();

        assertThat(log.take())
                .containsExactly(
                        "ERROR could not look at the web service: java.lang.IllegalStateException: odd; trying on",
                        "INFO looking at the web service again",
                        "WARN the web service is not healthy: connection refused");
    }

    @Test
    void watchTellsOfAChangeAndEndsWhenInterrupted() throws InterruptedException {
        service.down();
        CountDownLatch told = new CountDownLatch(1);
        HealthMonitor monitor = new HealthMonitor(service, Duration.ofHours(1));
        Thread thread = new Thread(() -> monitor.watch(told::countDown));
        thread.start();

        monitor.awaitFirstLook();
        assertThat(told.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(monitor.isHealthy()).isFalse();

        thread.interrupt();
        thread.join(5_000);
        assertThat(thread.isAlive()).isFalse();
    }
}
