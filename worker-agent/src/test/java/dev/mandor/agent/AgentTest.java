package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.mandor.agent.HeartbeatPublisher.Identity;
import dev.mandor.model.Heartbeat;
import dev.mandor.model.MemoryReading;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class AgentTest {
    private static final Duration NEVER_AGAIN = Duration.ofHours(1);
    private static final Instant NOW = Instant.parse("2026-11-21T19:36:38.123Z");

    private final FakeSender manager = new FakeSender("10.0.0.1", "10.0.0.9");
    private int failuresToCome;
    private int readings;
    private int freePercent = 50;
    private Duration passed = Duration.ZERO;
    private final List<Duration> beats = new ArrayList<>(); // when each was sent; at the end come three farewells
    private Agent.Waiting waiting = (news, nanos) -> news.tryAcquire(nanos, TimeUnit.NANOSECONDS);
    private Agent agent;

    @TempDir
    private Path directory;

    private final FakeHealthCheck service = new FakeHealthCheck();
    private final FakeHealthCheck otherService = new FakeHealthCheck();
    private final HealthMonitor otherHealth = new HealthMonitor(otherService, NEVER_AGAIN);
    private HealthMonitor health;

    @BeforeEach
    void lookAtTheServices() {
        service.up();
        otherService.up();
        otherHealth.look();
        health = new HealthMonitor(service, NEVER_AGAIN);
        health.look();
    }

    @Test
    void firstHeartbeatIsSentAtOnce() {
        Agent agent = agent(NEVER_AGAIN);
        manager.afterSend = agent::close;

        agent.run();

        assertThat(manager.received.get(0).time()).isEqualTo(NOW);
        assertThat(manager.received.get(0).isAvailable()).isTrue();
    }

    @Test
    void closeEndsTheWaitForTheNextBeat() throws InterruptedException {
        Agent agent = agent(NEVER_AGAIN);
        Thread thread = startedAndReporting(agent);

        agent.close();
        thread.join(5_000);

        assertThat(thread.isAlive()).isFalse();
        assertThat(manager.received).filteredOn(beat -> !beat.leaving()).hasSize(1);
    }

    @Test
    void closeSaysFarewellThreeTimesEachWithANumberOfItsOwn() throws InterruptedException {
        try (LogLines log = new LogLines(Agent.class)) {
            Agent agent = agent(NEVER_AGAIN);
            Thread thread = startedAndReporting(agent);

            agent.close();
            agent.close();
            thread.join(5_000);

            assertThat(manager.received).extracting(Heartbeat::leaving).containsExactly(false, true, true, true);
            assertThat(manager.received).extracting(Heartbeat::seq).containsExactly(1L, 2L, 3L, 4L);
            assertThat(log.take()).containsExactly("INFO told the managers that this node leaves");
        }
    }

    @Test
    void farewellDoesNotWaitForALookupUnderWay() throws InterruptedException {
        CountDownLatch lookup = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(1);
        Agent agent = agent(Duration.ofMillis(1));
        manager.beforeConnect = () -> {
            if (manager.connects == 2) {
                hanging.countDown();
                awaitUninterruptibly(lookup);
            }
        };
        Thread thread = new Thread(agent);
        thread.start();
        assertThat(hanging.await(5, TimeUnit.SECONDS)).isTrue();

        agent.close();

        assertThat(manager.received).extracting(Heartbeat::seq).containsExactly(1L, 3L, 4L, 5L);
        assertThat(manager.received).extracting(Heartbeat::leaving).containsExactly(false, true, true, true);
        lookup.countDown();
        thread.join(5_000);
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void closeBeforeTheFirstBeatTellsNobody() {
        try (LogLines log = new LogLines(Agent.class)) {
            agent(NEVER_AGAIN).close();

            assertThat(manager.received).isEmpty();
            assertThat(log.take()).containsExactly("INFO no manager could be told that this node leaves");
        }
    }

    @Test
    void veryFirstHeartbeatKnowsThatTheServiceIsDown() {
        service.down();
        health = new HealthMonitor(service, NEVER_AGAIN);
        Thread watching = new Thread(() -> health.watch(() -> {}));
        watching.start();
        Agent agent = agent(NEVER_AGAIN);
        manager.afterSend = agent::close;

        agent.run();
        watching.interrupt();

        assertThat(manager.received.get(0).healthy()).isFalse();
    }

    @Test
    void changeOfHealthIsToldAtOnce() {
        Agent agent = agent(NEVER_AGAIN);
        service.down();
        manager.afterSend = () -> {
            switch (manager.received.size()) {
                case 1 -> {
                    health.look();
                    health.look();
                    agent.wake();
                }
                case 2 -> agent.close();
                default -> {}
            }
        };

        agent.run();

        assertThat(manager.received.subList(0, 2))
                .extracting(Heartbeat::healthy)
                .containsExactly(true, false);
        assertThat(manager.received.subList(0, 2)).extracting(Heartbeat::seq).containsExactly(1L, 2L);
    }

    @Test
    void changeOfHealthAtAFurtherPortIsToldAtOnce() {
        Agent agent = agent(NEVER_AGAIN);
        otherService.down();
        manager.afterSend = () -> {
            switch (manager.received.size()) {
                case 1 -> {
                    otherHealth.look();
                    otherHealth.look();
                    agent.wake();
                }
                case 2 -> agent.close();
                default -> {}
            }
        };

        agent.run();

        assertThat(manager.received.subList(0, 2))
                .extracting(Heartbeat::healthy)
                .containsOnly(true);
        assertThat(manager.received.subList(0, 2))
                .extracting(Heartbeat::otherPorts)
                .containsExactly(Map.of(9000, true), Map.of(9000, false));
    }

    @Test
    void wakingWithoutNewsBringsNoBeatForward() throws InterruptedException {
        Agent agent = agent(NEVER_AGAIN);
        Thread thread = startedAndReporting(agent);

        for (int i = 0; i < 10_000; i++) { // more than an hour has looks at the drain file
            agent.wake();
        }
        agent.close();
        thread.join(5_000);

        assertThat(manager.received).filteredOn(beat -> !beat.leaving()).hasSize(1);
    }

    @Test
    void drainIsToldAtOnceAndSoIsItsEnd() {
        try (LogLines log = new LogLines(Agent.class)) {
            DrainFile file = new DrainFile(directory.resolve("drain"));
            Agent agent = agent(NEVER_AGAIN, file);
            manager.afterSend = () -> {
                switch (manager.received.size()) {
                    case 1 -> assertThatCode(file::create).doesNotThrowAnyException();
                    case 2 -> assertThatCode(file::remove).doesNotThrowAnyException();
                    case 3 -> agent.close();
                    default -> {}
                }
            };

            agent.run();

            assertThat(manager.received.subList(0, 3))
                    .extracting(Heartbeat::leaving)
                    .containsExactly(false, true, false);
            assertThat(log.take())
                    .containsExactly(
                            "INFO drained: " + file + " exists",
                            "INFO back in service: " + file + " is gone",
                            "INFO told the managers that this node leaves");
        }
    }

    @Test
    void agentThatStartsDrainedSaysSoFromTheFirstHeartbeatOn() throws IOException {
        DrainFile file = new DrainFile(directory.resolve("drain"));
        file.create();
        Agent agent = agent(NEVER_AGAIN, file);
        manager.afterSend = agent::close;

        agent.run();

        assertThat(manager.received.get(0).leaving()).isTrue();
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

            assertThat(manager.received.subList(0, 2))
                    .extracting(Heartbeat::seq)
                    .containsExactly(1L, 2L);
            assertThat(log.take())
                    .containsExactly(
                            "ERROR no heartbeat was sent: impossible total memory of 0 bytes; trying on",
                            "INFO reporting again",
                            "INFO told the managers that this node leaves");
        }
    }

    @Test
    void memoryThatMovesFarIsToldAheadOfTime() {
        timePassesAtOnce(() -> {
            freePercent = passed.toMillis() < 2_000 ? 50 : 44;
            closeAfter(agent, Duration.ofMinutes(1));
        });
        agent = agent(NEVER_AGAIN);

        agent.run();

        assertThat(beats.subList(0, beats.size() - 3)).containsExactly(Duration.ZERO, Duration.ofSeconds(2));
        assertThat(manager.received.get(1).memory().freeBytes()).isEqualTo(44);
        assertThat(manager.received.get(1).seq()).isEqualTo(2);
    }

    @Test
    void memoryThatDriftsIsToldOnceItIsFarFromWhatWasTold() {
        timePassesAtOnce(() -> {
            freePercent--;
            closeAfter(agent, Duration.ofMillis(6_500));
        });
        agent = agent(NEVER_AGAIN);

        agent.run();

        assertThat(beats.subList(0, beats.size() - 3))
                .containsExactly(Duration.ZERO, Duration.ofSeconds(3), Duration.ofSeconds(6));
    }

    @Test
    void memoryThatKeepsMovingIsToldOnceASecond() {
        timePassesAtOnce(() -> {
            freePercent = (freePercent + 30) % 100;
            closeAfter(agent, Duration.ofSeconds(4));
        });
        agent = agent(NEVER_AGAIN);

        agent.run();

        assertThat(beats.subList(0, beats.size() - 3))
                .containsExactly(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(3));
    }

    @Test
    void beatsThatAreDueKeepTheirTimes() {
        timePassesAtOnce(() -> {
            freePercent = passed.toMillis() < 3_000 ? 50 : 10;
            closeAfter(agent, Duration.ofSeconds(6));
        });
        agent = agent(Duration.ofSeconds(5));

        agent.run();

        assertThat(beats).hasSize(3 + 3);
        assertThat(beats.get(1)).isEqualTo(Duration.ofSeconds(3));
        assertThat(beats.get(2)).isBetween(Duration.ofMillis(4_750), Duration.ofMillis(5_250));
    }

    @Test
    void memoryIsNotReadBetweenTheBeatsOfAFastAgent() {
        timePassesAtOnce(() -> {
            freePercent = 100 - freePercent;
            closeAfter(agent, Duration.ofMinutes(1));
        });
        agent = agent(Duration.ofSeconds(1));

        agent.run();

        assertThat(readings).isEqualTo(beats.size() - 3).isBetween(57, 65);
    }

    @Test
    void memoryThatCannotBeReadBetweenTwoBeatsIsNoNews() {
        try (LogLines log = new LogLines(Agent.class)) {
            timePassesAtOnce(() -> {
                failuresToCome = 1;
                closeAfter(agent, Duration.ofMinutes(1));
            });
            agent = agent(NEVER_AGAIN);

            agent.run();

            assertThat(beats).hasSize(1 + 3);
            assertThat(readings).isEqualTo(60); // once a second, and not at the end
            assertThat(log.take()).containsExactly("INFO told the managers that this node leaves");
        }
    }

    private Thread startedAndReporting(Agent agent) throws InterruptedException {
        CountDownLatch firstBeat = new CountDownLatch(1);
        manager.afterSend = firstBeat::countDown;
        Thread thread = new Thread(agent);
        thread.start();
        assertThat(firstBeat.await(5, TimeUnit.SECONDS)).isTrue();
        return thread;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Agent agent(Duration interval) {
        return agent(interval, null);
    }

    private Agent agent(Duration interval, DrainFile drainFile) {
        Identity identity = new Identity(new NodeName("worker1"), Optional.empty(), 8080, interval, 1000);
        HeartbeatPublisher publisher =
                new HeartbeatPublisher(identity, this::readMemory, LoadProbe.NONE, List.of(manager));
        return new Agent(
                publisher,
                interval,
                Clock.fixed(NOW, ZoneOffset.UTC),
                new NodeHealth(health, Map.of(9000, otherHealth)),
                Optional.ofNullable(drainFile),
                Duration.ZERO,
                waiting);
    }

    private MemoryReading readMemory() {
        readings++;
        return new MemoryReading(freePercent, failuresToCome-- > 0 ? 0 : 100);
    }

    /** From here on time passes as soon as somebody waits for it, with {@code events} after each step. */
    private void timePassesAtOnce(Runnable events) {
        waiting = (news, nanos) -> {
            passed = passed.plusNanos(nanos);
            events.run();
            return news.tryAcquire();
        };
        manager.afterSend = () -> beats.add(passed);
    }

    private void closeAfter(Agent agent, Duration time) {
        if (passed.compareTo(time) >= 0) {
            agent.close();
        }
    }
}
