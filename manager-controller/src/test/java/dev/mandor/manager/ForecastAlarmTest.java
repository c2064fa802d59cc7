package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.heartbeat;
import static dev.mandor.manager.TestNodes.memory;
import static dev.mandor.manager.TestNodes.snapshot;
import static dev.mandor.manager.TestNodes.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.model.NodeName;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A floor of 64 MiB; a snapshot every 10 s. */
class ForecastAlarmTest {
    @RegisterExtension
    private final CapturedLog log = new CapturedLog(ForecastAlarm.class);

    private long nowSeconds;
    private final ForecastAlarm alarm =
            new ForecastAlarm(MinFree.parse("64MiB"), () -> nowSeconds * 1_000_000_000L, Runnable::run);

    @Test
    void nodeThatRunsOutOfMemoryIsNamedOnce() {
        for (int free = 500; free > 300; free -= 5) {
            see(free, NodeState.LIVE);
        }
        assertThat(log.take()).containsExactly("WARN worker2 will be below the floor of 64 MiB in about 12 min");
        assertThat(alarm.current()).containsOnlyKeys(new NodeName("worker2"));
    }

    @Test
    void endOfItIsSaidOnce() {
        for (int free = 500; free > 300; free -= 5) {
            see(free, NodeState.LIVE);
        }
        log.take();
        for (int look = 0; look < 60; look++) {
            see(600, NodeState.LIVE);
        }
        assertThat(log.take()).containsExactly("INFO worker2 will not be below its floor soon any more");
        assertThat(alarm.current()).isEmpty();
    }

    @Test
    void nodeThatIsThereNeedsNoForecastAnyMore() {
        for (int free = 500; free > 300; free -= 5) {
            see(free, NodeState.LIVE);
        }
        log.take();
        see(60, NodeState.LOW_MEMORY);
        assertThat(log.take()).isEmpty();
        assertThat(alarm.current()).isEmpty();
    }

    private void see(int freeMib, NodeState state) {
        nowSeconds += 10;
        alarm.onSnapshot(snapshot(status(
                heartbeat("worker2", 1, nowSeconds, memory(freeMib), Duration.ofSeconds(5)),
                Duration.ofSeconds(1),
                state)));
    }
}
