package dev.mandor.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.agent.HeartbeatPublisher.Identity;
import dev.mandor.http.Answer;
import dev.mandor.model.HostLoad;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What can be seen of an agent from outside, as its publisher goes on. */
class PulseTest {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Instant NOW = Instant.parse("2026-11-21T19:36:38.125Z");

    private final FakeSender reached = new FakeSender("10.0.0.1", "10.0.0.9");
    private final FakeSender other = new FakeSender("10.0.0.2", "10.0.0.9");
    private Duration passed = Duration.ZERO;
    private boolean broken;
    private final Pulse pulse = new Pulse(() -> passed.toNanos());
    private final HeartbeatPublisher publisher = new HeartbeatPublisher(
            new Identity(new NodeName("worker1"), Optional.empty(), 8080, INTERVAL, 1),
            this::memory,
            () -> HostLoad.UNKNOWN,
            UnaryOperator.identity(),
            List.of(reached, other),
            pulse);

    @Test
    void wellUntilThreeIntervalsHavePassedWithoutABeat() {
        passed = Duration.ofSeconds(15);
        assertThat(pulse.complaint(INTERVAL)).isEmpty();

        passed = passed.plusNanos(1);
        assertThat(pulse.complaint(INTERVAL)).contains("no heartbeat was tried for 15 s");

        publisher.publish(NOW, Availability.IN_SERVICE);
        assertThat(pulse.complaint(INTERVAL)).isEmpty();
    }

    @Test
    void shortIntervalHasFiveSecondsAllTheSame() {
        passed = Duration.ofSeconds(5);
        assertThat(pulse.complaint(Duration.ofMillis(100))).isEmpty();

        passed = passed.plusNanos(1);
        assertThat(pulse.complaint(Duration.ofMillis(100))).contains("no heartbeat was tried for 5 s");
    }

    @Test
    void memoryThatCannotBeReadIsAComplaintUntilItCan() {
        broken = true;
        assertThatIllegalArgumentException().isThrownBy(() -> publisher.publish(NOW, Availability.IN_SERVICE));
        assertThat(pulse.complaint(INTERVAL)).contains("the memory cannot be read");
        assertThat(pulse.state().probeErrors()).isOne();

        broken = false;
        publisher.publish(NOW, Availability.IN_SERVICE);
        assertThat(pulse.complaint(INTERVAL)).isEmpty();
    }

    @Test
    void managerThatCannotBeReachedIsCountedAndNoComplaint() {
        reached.sendFault = "nobody listens there";
        other.connectFault = "the name does not resolve";
        publisher.publish(NOW, Availability.IN_SERVICE);

        assertThat(pulse.complaint(INTERVAL)).isEmpty();
        assertThat(pulse.state().sendErrors()).isEqualTo(2);
        assertThat(pulse.state().lastSent()).isEmpty();
    }

    @Test
    void metricsAreInTheTextFormatOfPrometheusAndInBaseUnits() {
        other.sendFault = "nobody listens there";
        publisher.publish(NOW, Availability.IN_SERVICE);

        assertThat(AgentMetrics.of(pulse.state(), Duration.ofMillis(500), "1.2.3"))
                .isEqualTo("""
                # HELP mandor_agent_build_info The version of the agent
                # TYPE mandor_agent_build_info gauge
                mandor_agent_build_info{version="1.2.3"} 1
                # HELP mandor_agent_interval_seconds Time between two heartbeats
                # TYPE mandor_agent_interval_seconds gauge
                mandor_agent_interval_seconds 0.500
                # HELP mandor_agent_heartbeats_sent_total Heartbeats that were sent, one for each manager
                # TYPE mandor_agent_heartbeats_sent_total counter
                mandor_agent_heartbeats_sent_total 1
                # HELP mandor_agent_send_errors_total Heartbeats that were not sent, or that the manager's host refused
                # TYPE mandor_agent_send_errors_total counter
                mandor_agent_send_errors_total 1
                # HELP mandor_agent_probe_errors_total How often the memory could not be read
                # TYPE mandor_agent_probe_errors_total counter
                mandor_agent_probe_errors_total 0
                # HELP mandor_agent_last_heartbeat_timestamp_seconds When a heartbeat was sent last, since 1970
                # TYPE mandor_agent_last_heartbeat_timestamp_seconds gauge
                mandor_agent_last_heartbeat_timestamp_seconds 1795289798.125
                # HELP mandor_agent_memory_free_bytes Free memory, as it was reported last
                # TYPE mandor_agent_memory_free_bytes gauge
                mandor_agent_memory_free_bytes 400
                # HELP mandor_agent_memory_total_bytes Memory in all, as it was reported last
                # TYPE mandor_agent_memory_total_bytes gauge
                mandor_agent_memory_total_bytes 700
                """);
    }

    @Test
    void beforeTheFirstBeatNothingIsSaidOfMemoryOrTime() {
        assertThat(AgentMetrics.of(pulse.state(), INTERVAL, "1.2.3"))
                .contains("mandor_agent_heartbeats_sent_total 0\n", "mandor_agent_interval_seconds 5\n")
                .doesNotContain("memory_", "last_heartbeat");
    }

    @Test
    void pagesSayTheSame() throws IOException {
        AgentPages pages = new AgentPages(pulse, INTERVAL, "1.2.3");
        assertThat(pages.healthz().status()).isEqualTo(200);
        assertThat(text(pages.metrics())).isEqualTo(AgentMetrics.of(pulse.state(), INTERVAL, "1.2.3"));

        passed = Duration.ofSeconds(16);
        assertThat(pages.healthz().status()).isEqualTo(503);
        assertThat(text(pages.healthz())).isEqualTo("no heartbeat was tried for 16 s\n");
    }

    private static String text(Answer answer) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        answer.body().send(text, false);
        return text.toString(UTF_8);
    }

    private MemoryReading memory() {
        if (broken) {
            throw new IllegalArgumentException("no /proc/meminfo");
        }
        return new MemoryReading(400, 700);
    }
}
