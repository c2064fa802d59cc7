package dev.mandor.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.manager.cluster.Balancing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StickyTest {
    @ParameterizedTest
    @CsvSource({"none, ROUND_ROBIN", "ip-hash, IP_HASH", "cookie-less, CLIENT_HASH"})
    void choiceIsWhatNginxCanDo(String name, Balancing balancing) {
        assertThat(Sticky.parse(name)).hasToString(name);
        assertThat(Sticky.parse(name).balancing()).isEqualTo(balancing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cookie", "ip_hash", "IP-HASH", " none"})
    void anythingElseIsRefusedWithTheChoicesThatThereAre(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sticky.parse(name))
                .withMessage("expected ip-hash, cookie-less or none");
    }
}
