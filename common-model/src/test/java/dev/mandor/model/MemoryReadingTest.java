package dev.mandor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryReadingTest {
    private static final long PEBIBYTE = 1L << 50;

    @Test
    void readingIsShownInWholeMebibytes() {
        assertThat(new MemoryReading(413138944, 734003200)).hasToString("394 MiB free of 700");
    }

    @Test
    void hostMayHaveAllOfItsMemoryFreeOrNone() {
        assertThatNoException().isThrownBy(() -> new MemoryReading(0, 1));
        assertThatNoException().isThrownBy(() -> new MemoryReading(PEBIBYTE, PEBIBYTE));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "2, 1", "9223372036854775807, 1"})
    void freeMemoryIsFromZeroToTheTotal(long free, long total) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemoryReading(free, total))
                .withMessage("impossible free memory of " + free + " bytes of " + total);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, -1", "0, " + (PEBIBYTE + 1), "0, 9223372036854775807", "-1, -1"})
    void totalMemoryIsAboveZeroAndAtMostOnePebibyte(long free, long total) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MemoryReading(free, total))
                .withMessage("impossible total memory of " + total + " bytes");
    }
}
