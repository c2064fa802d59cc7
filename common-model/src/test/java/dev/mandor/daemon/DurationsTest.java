package dev.mandor.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "30, PT30S",
        "30s, PT30S",
        "30S, PT30S",
        "' 30s ', PT30S",
        "007, PT7S",
        "500ms, PT0.5S",
        "1ms, PT0.001S",
        "5m, PT5M",
        "1h, PT1H",
        "999999999h, PT999999999H"
    })
    void bareNumberMeansSeconds(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "s",
                "0",
                "0ms",
                "000",
                "-1",
                "+1",
                "1.5",
                "1,5",
                "5 s",
                "5d",
                "5us",
                "1m30s",
                "PT30S",
                "３０",
                "1000000000"
            })
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessage("expected a duration above zero such as 30, 30s, 500ms or 5m");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0 ms",
        "PT0.999999999S, 999 ms",
        "PT1S, 1 s",
        "PT2.5S, 2.5 s",
        "PT30S, 30 s",
        "PT119.999S, 120 s",
        "PT2M, 2 min",
        "PT1H59M59S, 119 min",
        "PT2H, 2 h",
    })
    void durationIsShownShort(Duration duration, String shown) {
        assertThat(Durations.format(duration)).isEqualTo(shown);
    }
}
