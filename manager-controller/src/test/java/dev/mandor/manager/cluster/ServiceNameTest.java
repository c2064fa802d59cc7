package dev.mandor.manager.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "web", "shop_web", "web-2", "a_", "x-"})
    void lowerCaseLettersDigitsUnderscoresAndHyphensAreAName(String name) {
        assertThat(new ServiceName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "Web", "_web", "-web", "we b", "web.", "web;", "web{", "web}", "$web", "wéb", "web\n", "\nweb",
                "web#", "web/"
            })
    void whatCouldSayAnythingToNginxIsNone(String hostile) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ServiceName(hostile))
                .withMessageStartingWith("a service's name is 1 to 63 lower-case letters");
    }

    @Test
    void nameHasAtMostSixtyThreeCharacters() {
        assertThat(new ServiceName("a".repeat(63)).value()).hasSize(63);
        assertThatIllegalArgumentException().isThrownBy(() -> new ServiceName("a".repeat(64)));
    }
}
