package dev.mandor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "67108864, 67108864",
        "64B, 64",
        "1K, 1024",
        "64MiB, 67108864",
        "64M, 67108864",
        "64 MiB, 67108864",
        "64MB, 67108864",
        "64mib, 67108864",
        "1GiB, 1073741824",
        "999999999999999, 999999999999999",
    })
    void unitsArePowersOf1024(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "M",
                "-1",
                "+1",
                "1.5G",
                "1  GiB",
                "1T",
                "1iB",
                "0x10",
                "1e6",
                "1MiBs",
                "１",
                "1000000000000000"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse(text))
                .withMessage("expected a size such as 64MiB, 1GiB or a number of bytes");
    }

    @Test
    void sizeBeyondAnyNumberIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse("999999999999999G"))
                .withMessage("more memory than there can be");
    }

    @ParameterizedTest
    @CsvSource({"1048575, 1048575 B", "1048576, 1 MiB", "2097151, 1 MiB", "-1048576, -1 MiB"})
    void sizeIsShownInWholeMebibytesFromOneUp(long bytes, String shown) {
        assertThat(ByteSize.format(bytes)).isEqualTo(shown);
    }
}
