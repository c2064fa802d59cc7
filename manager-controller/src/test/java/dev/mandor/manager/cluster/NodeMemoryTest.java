package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.MIB;
import static dev.mandor.manager.TestNodes.memory;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Of 1000 MiB, with a floor of 50. */
class NodeMemoryTest {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final MinFree FLOOR = MinFree.parse("50MiB");

    @Test
    void nodeMayBeLowFromItsFirstReadingOn() {
        assertThat(NodeMemory.startingWith(memory(49), FLOOR).low()).isTrue();
        assertThat(NodeMemory.startingWith(memory(50), FLOOR).low()).isFalse();
    }

    @Test
    void nodeThatWasLowIsWellOnlyWhenItsMeanHasRisen() {
        NodeMemory memory = NodeMemory.startingWith(memory(40), FLOOR);

        memory = memory.with(memory(88), INTERVAL, INTERVAL, FLOOR); // a mean of 59
        assertThat(memory.low()).isTrue();
        memory = memory.with(memory(88), INTERVAL, INTERVAL, FLOOR); // 70
        assertThat(memory.low()).isTrue();
        memory = memory.with(memory(88), INTERVAL, INTERVAL, FLOOR); // 77
        assertThat(memory.low()).isFalse();
    }

    @Test
    void bothFiguresFollowTheReadings() {
        NodeMemory memory = NodeMemory.startingWith(memory(500), FLOOR).with(memory(520), INTERVAL, INTERVAL, FLOOR);

        assertThat(memory.trend().freeBytes()).as("mean of both").isEqualTo(510 * MIB);
        assertThat(memory.cautious().freeBytes())
                .as("a part of the rise")
                .isEqualTo(500 * MIB + Math.round((1 - Math.exp(-0.5)) * 20 * MIB));
    }
}
