package dev.mandor.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StrategyTest {
    @ParameterizedTest
    @EnumSource
    void strategyIsFoundByTheNameThatIsShown(Strategy strategy) {
        assertThat(Strategy.parse(strategy.toString())).isEqualTo(strategy);
    }

    @Test
    void strategyOfTheThesisHasTheNameOfTheContract() {
        assertThat(Strategy.parse("max-free-memory")).isEqualTo(Strategy.MAX_FREE_MEMORY);
    }

    @Test
    void unknownNameIsRefusedWithTheNamesThatThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Strategy.parse("fastest"))
                .withMessageContaining("no such strategy; there is max-free-memory");
    }
}
