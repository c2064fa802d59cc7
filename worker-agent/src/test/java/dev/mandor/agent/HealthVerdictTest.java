package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthVerdictTest {
    @ParameterizedTest
    @CsvSource({
        "UNKNOWN,    true,  HEALTHY",
        "UNKNOWN,    false, UNHEALTHY",
        "HEALTHY,    true,  HEALTHY",
        "HEALTHY,    false, DOUBTED",
        "DOUBTED,    true,  HEALTHY",
        "DOUBTED,    false, UNHEALTHY",
        "UNHEALTHY,  false, UNHEALTHY",
        "UNHEALTHY,  true,  RECOVERING",
        "RECOVERING, false, UNHEALTHY",
        "RECOVERING, true,  HEALTHY",
    })
    void oneMoreLookLeadsTo(HealthVerdict before, boolean healthy, HealthVerdict after) {
        assertThat(before.next(healthy)).isEqualTo(after);
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN,    true,  false",
        "HEALTHY,    true,  true",
        "DOUBTED,    true,  false",
        "UNHEALTHY,  false, true",
        "RECOVERING, false, false",
    })
    void doubtChangesNothingThatIsToldButIsNotSettled(HealthVerdict verdict, boolean healthy, boolean settled) {
        assertThat(verdict.isHealthy()).isEqualTo(healthy);
        assertThat(verdict.isSettled()).isEqualTo(settled);
    }

    @Test
    void afterTheFirstLookOnlyTwoEqualResultsInARowChangeWhatIsTold() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        boolean last = random.nextBoolean();
        HealthVerdict verdict = HealthVerdict.UNKNOWN.next(last);

        for (int look = 0; look < 10_000; look++) {
            boolean result = random.nextBoolean();
            boolean expected = result == last ? result : verdict.isHealthy();
            verdict = verdict.next(result);
            assertThat(verdict.isHealthy()).as("look %d, seed %d", look, seed).isEqualTo(expected);
            last = result;
        }
    }
}
