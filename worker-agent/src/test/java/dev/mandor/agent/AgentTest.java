package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.agent.HeartbeatPublisher.Identity;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class AgentTest {
    private static final Duration NEVER_AGAIN = Duration.ofHours(1);
    private static final Instant NOW = Instant.parse("2026-11-21T19:36:38.123Z");

    private final FakeSender manager = new FakeSender("10.0.0.1", "10.0.0.9");
    private int failuresToCome;

    @Test
    void firstHeartbeatIsSentAtOnce() {
        Agent agent = agent(NEVER_AGAIN);
        manager.afterSend = agent::close;

        agent.run();

        assertThat(manager.received).extracting(Heartbeat::time).containsExactly(NOW);
    }

    @Test
    void closeEndsTheWaitForTheNextBeat() throws InterruptedException {
        CountDownLatch firstBeat = new CountDownLatch(1);
        manager.afterSend = firstBeat::countDown;
        Agent agent = agent(NEVER_AGAIN);
        Thread thread = new Thread(agent);
        thread.start();
        assertThat(firstBeat.await(5, TimeUnit.SECONDS)).isTrue();

        agent.close();
        thread.join(5_000);

        assertThat(thread.isAlive()).isFalse();
        assertThat(manager.received).hasSize(1);
    }

    @Test
    void interruptEndsTheAgentAndIsPassedOn() {
        Thread.currentThread().interrupt();

        agent(NEVER_AGAIN).run();

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void failingBeatIsComplainedAboutOnceAndDoesNotStopTheReporting() {
        try (LogLines log = new LogLines(Agent.class)) {
            Agent agent = agent(Duration.ofMillis(1));
            failuresToCome = 3;
            manager.afterSend = () -> {
                if (manager.received.size() == 2) {
                    agent.close();
                }
            };

            agent.run();

            assertThat(manager.received).extracting(Heartbeat::seq).containsExactly(1L, 2L);
            assertThat(log.take())
                    .containsExactly(
                            "ERROR no heartbeat was sent: impossible total memory of 0 bytes; trying on",
                            "INFO reporting again");
        }
    }

    private Agent agent(Duration interval) {
        Identity identity = new Identity(new NodeName("worker1"), Optional.empty(), 8080, interval, 1000);
        HeartbeatPublisher publisher = new HeartbeatPublisher(identity, this::readMemory, List.of(manager));
        return new Agent(publisher, interval, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private MemoryReading readMemory() {
        return new MemoryReading(0, failuresToCome-- > 0 ? 0 : 1);
    }
}
