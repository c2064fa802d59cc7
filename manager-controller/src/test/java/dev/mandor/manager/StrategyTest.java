package dev.mandor.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.manager.Strategy.Settings;
import dev.mandor.manager.cluster.Balancing;
import dev.mandor.manager.cluster.Factors;
import dev.mandor.manager.cluster.LeastConn;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.MemoryWeighted;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.RoundRobin;
import dev.mandor.manager.cluster.Score;
import dev.mandor.manager.cluster.Threshold;
import java.util.stream.Stream;
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

    @Test
    void eachStrategyTakesOfTheSettingsWhatConcernsIt() {
        Threshold threshold = Threshold.parse("64MiB");
        MinFree minFree = MinFree.parse("1%");
        Settings settings = new Settings(threshold, minFree, Factors.parse("cpu=1"), Sticky.IP_HASH);

        assertThat(Stream.of(Strategy.values()).map(strategy -> strategy.policy(settings)))
                .containsExactly(
                        new MaxFreeMemory(threshold),
                        new MemoryWeighted(Balancing.IP_HASH, minFree),
                        new RoundRobin(Balancing.IP_HASH),
                        new LeastConn(),
                        new Score(Balancing.IP_HASH, minFree, Factors.parse("cpu=1")));
    }

    @Test
    void policiesOfEqualSettingsAreEqual() {
        for (Strategy strategy : Strategy.values()) {
            assertThat(strategy.policy(usual())).isEqualTo(strategy.policy(usual()));
        }
    }

    @Test
    void stickyAreThoseWhereManyServeInAnOrderOfNginxsOwn() {
        assertThat(Stream.of(Strategy.values()).filter(Strategy::canBeSticky))
                .containsExactly(Strategy.MEMORY_WEIGHTED, Strategy.ROUND_ROBIN, Strategy.SCORE);
    }

    private static Settings usual() {
        return new Settings(Threshold.parse("5%"), MinFree.DEFAULT, Factors.DEFAULT, Sticky.NONE);
    }
}
