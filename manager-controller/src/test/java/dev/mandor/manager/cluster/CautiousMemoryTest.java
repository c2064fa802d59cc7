package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.MIB;
import static dev.mandor.manager.TestNodes.memory;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.model.MemoryReading;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Of 1000 MiB, so that the mark of a fall is at 50 MiB below the mean. */
class CautiousMemoryTest {
    private static final Duration TIME_CONSTANT = Duration.ofSeconds(CautiousMemory.TIME_CONSTANT_SECONDS);
    private static final double GAIN = 1 - Math.exp(-1);
    private static final long MARK = 1000 * MIB / 100 * CautiousMemory.FALL_PERCENT;

    private final CautiousMemory halfFree = CautiousMemory.startingWith(memory(500));

    @Test
    void firstReadingIsBelieved() {
        assertThat(halfFree.freeBytes()).isEqualTo(500 * MIB);
    }

    @Test
    void riseIsFollowedByItsPartThatTheTimeConstantGives() {
        assertThat(after(900 * MIB, TIME_CONSTANT)).isEqualTo(500 * MIB + Math.round(GAIN * 400 * MIB));
        assertThat(after(900 * MIB, Duration.ZERO)).isEqualTo(500 * MIB);
        assertThat(after(900 * MIB, Duration.ofDays(1))).isEqualTo(900 * MIB);
    }

    @Test
    void fallUpToTheMarkIsTakenForNoise() {
        assertThat(after(500 * MIB - MARK, TIME_CONSTANT)).isEqualTo(500 * MIB - Math.round(GAIN * MARK));
    }

    @Test
    void fallBeyondTheMarkIsBelievedAtOnce() {
        assertThat(after(500 * MIB - MARK - 1, Duration.ZERO)).isEqualTo(500 * MIB - MARK - 1);
        assertThat(after(0, Duration.ZERO)).isZero();
    }

    @Test
    void machineOfAnotherSizeStartsAnew() {
        CautiousMemory larger = halfFree.with(new MemoryReading(1900 * MIB, 2000 * MIB), Duration.ZERO);

        assertThat(larger.freeBytes()).isEqualTo(1900 * MIB);
    }

    @Test
    void newestReadingIsKeptBesideTheMean() {
        assertThat(halfFree.with(memory(900), Duration.ofSeconds(1)).last()).isEqualTo(memory(900));
    }

    private long after(long freeBytes, Duration elapsed) {
        return halfFree.with(new MemoryReading(freeBytes, 1000 * MIB), elapsed).freeBytes();
    }
}
