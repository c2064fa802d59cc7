package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.heartbeat;
import static dev.mandor.manager.TestNodes.leaving;
import static dev.mandor.manager.TestNodes.memory;
import static dev.mandor.manager.TestNodes.unhealthy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.model.Heartbeat;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is said of the time that is left is what the registry does then, and not a nanosecond before. */
class ProspectTest {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration NEVER = Duration.ofDays(365);

    @Test
    void timeThatIsLeftIsRightToTheNanosecondWhateverHappenedBefore() {
        int silences = 0;
        int probations = 0;
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            NodeRegistry registry = new NodeRegistry(
                    new LivenessPolicy(Duration.ofSeconds(30)),
                    random.nextBoolean() ? NEVER : Duration.ofSeconds(50),
                    MinFree.NONE);
            long now = life(registry, random);
            NodeStatus node = only(registry, now);
            Prospect prospect = node.prospect();
            if (node.state() == NodeState.LIVE) {
                silences++;
                long end = now + prospect.untilDown().toNanos();
                // on the way there, so that the manager is not taken for one that stood still
                for (long look = now; look < end; look += Duration.ofSeconds(20).toNanos()) {
                    registry.snapshot(look);
                }
                assertThat(only(registry, end).state()).as("seed %d", seed).isEqualTo(NodeState.LIVE);
                assertThat(only(registry, end + 1).state()).as("seed %d", seed).isEqualTo(NodeState.DOWN);
            }
            boolean onlyTimeIsMissing =
                    prospect.missingBeats() == 0 && prospect.probation().compareTo(prospect.untilDown()) < 0;
            if (node.state() == NodeState.PROBATION && onlyTimeIsMissing) {
                probations++;
                long end = now + prospect.probation().toNanos();
                assertThat(only(registry, end - 1).state()).as("seed %d", seed).isEqualTo(NodeState.PROBATION);
                assertThat(only(registry, end).state()).as("seed %d", seed).isEqualTo(NodeState.LIVE);
            }
            if (node.state() == NodeState.PROBATION && prospect.probation().isZero()) {
                assertThat(prospect.missingBeats()).as("seed %d", seed).isOne();
            }
            assertThat(prospect.isTrusted() || node.state() != NodeState.LIVE).isTrue();
        }
        assertThat(silences).isGreaterThan(300);
        assertThat(probations).isGreaterThan(100);
    }

    /** Beats, losses, outages, complaints and goodbyes; returns the moment after. */
    private static long life(NodeRegistry registry, Random random) {
        long now = 0;
        registry.observe(beat(0), now);
        for (int seq = 1; seq <= 25; seq++) {
            now += INTERVAL.toNanos() + random.nextInt(1_000_000);
            registry.snapshot(now);
            switch (random.nextInt(12)) {
                case 0, 1 -> registry.snapshot(now); // lost
                case 2 -> now += Duration.ofSeconds(40).toNanos();
                case 3 -> registry.observe(unhealthy(beat(seq)), now);
                case 4 -> registry.observe(leaving(beat(seq)), now);
                case 5 -> registry.vouch(new NodeName("worker1"), now);
                default -> registry.observe(beat(seq), now);
            }
        }
        return now + random.nextInt(1_000_000_000);
    }

    private static Heartbeat beat(int seq) {
        return heartbeat("worker1", 1, seq, memory(500), INTERVAL);
    }

    private static NodeStatus only(NodeRegistry registry, long now) {
        return registry.snapshot(now).nodes().get(0);
    }
}
