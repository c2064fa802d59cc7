package dev.mandor.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProblemTest {
    private final Problem problem = new Problem();

    @Test
    void problemIsNewsOnce() {
        assertThat(problem.begins("nobody listens there")).isTrue();
        assertThat(problem.begins("nobody listens there")).isFalse();
    }

    @Test
    void anotherProblemIsNews() {
        problem.begins("nobody listens there");

        assertThat(problem.begins("no route leads there")).isTrue();
        assertThat(problem.begins("nobody listens there")).isTrue();
    }

    @Test
    void endIsNewsOnceAndOnlyAfterAProblem() {
        assertThat(problem.ends()).isFalse();

        problem.begins("nobody listens there");

        assertThat(problem.ends()).isTrue();
        assertThat(problem.ends()).isFalse();
    }

    @Test
    void sameProblemIsNewsAgainAfterItsEnd() {
        problem.begins("nobody listens there");
        problem.ends();

        assertThat(problem.begins("nobody listens there")).isTrue();
    }

    @Test
    void uncertainProblemIsOverOnlyAfterSeveralProofsInARow() {
        Problem refused = new Problem(2);

        refused.begins("refused");
        assertThat(refused.ends()).isFalse();
        assertThat(refused.begins("refused")).isFalse();
        assertThat(refused.ends()).isFalse();
        assertThat(refused.ends()).isTrue();
        assertThat(refused.ends()).isFalse();
    }
}
