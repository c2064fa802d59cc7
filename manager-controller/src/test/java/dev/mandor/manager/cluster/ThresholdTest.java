package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThresholdTest {
    @ParameterizedTest
    @CsvSource({"0, 0, 0", "64MiB, 67108864, 0", "10%, 0, 10", "10 %, 0, 10", "0%, 0, 0", "100%, 0, 100"})
    void amountsAndSharesAreRead(String text, long bytes, int percent) {
        assertThat(Threshold.parse(text)).isEqualTo(new Threshold(bytes, percent));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "%", "-5%", "-1", "1.5%", "101%", "999%", "1000%", "ten", "64 MiB %", "999999999999999G"})
    void anythingElseIsRefusedWithASentence(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Threshold.parse(text))
                .withMessageMatching("expected an amount .*|a threshold is .* 0 to 100 percent");
    }

    @Test
    void shareIsOfTheTotalAndAnAmountIsItself() {
        assertThat(Threshold.parse("10%").bytesFor(1000 * MIB)).isEqualTo(100 * MIB);
        assertThat(Threshold.parse("64MiB").bytesFor(1000 * MIB)).isEqualTo(64 * MIB);
    }

    @Test
    void shareOfTheLargestPossibleMachineDoesNotOverflow() {
        assertThat(Threshold.parse("100%").bytesFor(1L << 50)).isBetween((1L << 50) - 100, 1L << 50);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0%", "5%", "64MiB"})
    void whatIsShownCanBeReadAgain(String text) {
        Threshold threshold = Threshold.parse(text);

        assertThat(Threshold.parse(threshold.toString().replace(" ", ""))).isEqualTo(threshold);
    }
}
