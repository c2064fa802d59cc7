package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.model.MemoryReading;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MinFreeTest {
    private static final MinFree FIFTY_MIB = MinFree.parse("50MiB");

    @Test
    void nodeIsLowBelowTheFloorAndNotAtIt() {
        assertThat(FIFTY_MIB.isLow(false, free(50 * MIB))).isFalse();
        assertThat(FIFTY_MIB.isLow(false, free(50 * MIB - 1))).isTrue();
    }

    @Test
    void nodeStaysLowUpToHalfAgainTheFloor() {
        assertThat(FIFTY_MIB.isLow(true, free(75 * MIB))).isTrue();
        assertThat(FIFTY_MIB.isLow(true, free(75 * MIB + 1))).isFalse();
    }

    @Test
    void leastToReturnIsTheFirstAtWhichANodeIsLowNoMore() {
        for (long floor = 1; floor < 1000; floor++) {
            MinFree minFree = MinFree.parse(Long.toString(floor));
            long least = minFree.leastToReturn(1000 * MIB);

            assertThat(minFree.isLow(true, free(least - 1))).isTrue();
            assertThat(minFree.isLow(true, free(least))).isFalse();
        }
    }

    @Test
    void newestReadingMakesANodeLowAndTheCautiousFigureMakesItWellAgain() {
        CautiousMemory fell = new CautiousMemory(new MemoryReading(49 * MIB, 1000 * MIB), 90 * MIB);
        CautiousMemory rose = new CautiousMemory(new MemoryReading(900 * MIB, 1000 * MIB), 60 * MIB);

        assertThat(FIFTY_MIB.isLow(false, fell)).isTrue();
        assertThat(FIFTY_MIB.isLow(true, rose)).isTrue();
        assertThat(FIFTY_MIB.isLow(false, rose)).isFalse();
    }

    @Test
    void withoutAFloorNobodyIsLow() {
        assertThat(MinFree.NONE.isLow(false, free(0))).isFalse();
        assertThat(MinFree.NONE.isLow(true, free(0))).isFalse();
        assertThat(MinFree.parse("0")).isEqualTo(MinFree.NONE);
    }

    @ParameterizedTest
    @CsvSource({"500, 32", "640, 32", "1000, 50", "64000, 3200"})
    void usualFloorIsAShareOfTheTotalWithALeast(long totalMib, long floorMib) {
        assertThat(MinFree.DEFAULT.bytesFor(totalMib * MIB)).isCloseTo(floorMib * MIB, within(100));
    }

    @Test
    void shareThatTheUserGivesIsTakenAtItsWord() {
        assertThat(MinFree.parse("1%").bytesFor(1000 * MIB)).isCloseTo(10 * MIB, within(100));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MinFree.parse("some"))
                .withMessage("expected an amount such as 64MiB, a share such as 5%, or 0");
    }

    @Test
    void isShownAsItIsWritten() {
        assertThat(MinFree.DEFAULT).hasToString("5%, at least 32 MiB");
        assertThat(FIFTY_MIB).hasToString("50 MiB");
    }

    private static CautiousMemory free(long bytes) {
        return CautiousMemory.startingWith(new MemoryReading(bytes, 1000 * MIB));
    }

    private static Offset<Long> within(long bytes) {
        return Offset.offset(bytes);
    }
}
