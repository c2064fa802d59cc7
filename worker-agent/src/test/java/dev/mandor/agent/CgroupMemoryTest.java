package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.model.MemoryReading;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CgroupMemoryTest {
    private static final MemoryReading HOST = new MemoryReading(5_000, 8_000);

    @ParameterizedTest
    @CsvSource({
        "1000, 400, 100, 700", // the cache that nobody used lately counts as free
        "1000, 400, 0,   600",
        "1000, 1000, 0,  0",
        "1000, 1100, 0,  0", // a limit may be set below the usage
        "1000, 400, 500, 1000", // the two files are not read at the same moment
    })
    void freeIsTheLimitLessTheWorkingSet(long limit, long usage, long inactive, long free) {
        assertThat(new CgroupMemory(limit, usage, inactive).freeBytes()).isEqualTo(free);
    }

    @Test
    void oneGroupIsItsOwnMeasure() {
        assertThat(CgroupMemory.tightest(List.of(new CgroupMemory(1_000, 400, 100)), HOST))
                .isEqualTo(new MemoryReading(700, 1_000));
    }

    @Test
    void tightestLimitAndTheLeastFreeCountWhosesoeverTheyAre() {
        CgroupMemory own = new CgroupMemory(1_000, 400, 100);
        CgroupMemory crowdedParent = new CgroupMemory(4_000, 3_900, 0);

        assertThat(CgroupMemory.tightest(List.of(own, crowdedParent), HOST)).isEqualTo(new MemoryReading(100, 1_000));
        assertThat(CgroupMemory.tightest(List.of(crowdedParent, own), HOST)).isEqualTo(new MemoryReading(100, 1_000));
    }

    @Test
    void noGroupHasMoreThanItsHost() {
        assertThat(CgroupMemory.tightest(List.of(new CgroupMemory(7_000, 0, 0)), HOST))
                .isEqualTo(new MemoryReading(5_000, 7_000));
        assertThat(CgroupMemory.tightest(List.of(new CgroupMemory(9_000, 0, 0)), HOST))
                .isEqualTo(HOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1125899906842624", "1125899906842624\n", "67108864\n", "0"})
    void limitIsANumberOfBytes(String text) {
        assertThat(CgroupMemory.parseLimit(text)).hasValue(Long.parseLong(text.strip()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max",
                "max\n",
                "9223372036854771712\n",
                "9223372036854775807",
                "18446744073709551615",
                "1125899906842625"
            })
    void noLimitIsWrittenInManyWays(String text) {
        assertThat(CgroupMemory.parseLimit(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "maximum", "-1", "64M", "1 2", "0x10", "99999999999999999x"})
    void anythingElseIsNoLimit(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CgroupMemory.parseLimit(text))
                .withMessage("not a number of bytes");
    }

    @Test
    void statIsReadByItsWholeKey() {
        String stat = "inactive_file_old 1\ntotal_inactive_file 2\ninactive_file 3\nactive_file 4\n";

        assertThat(CgroupMemory.parseStat(stat, "inactive_file")).isEqualTo(3);
        assertThat(CgroupMemory.parseStat(stat, "total_inactive_file")).isEqualTo(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CgroupMemory.parseStat(stat, "file"))
                .withMessage("no line file");
        assertThatIllegalArgumentException().isThrownBy(() -> CgroupMemory.parseStat("file x", "file"));
    }
}
