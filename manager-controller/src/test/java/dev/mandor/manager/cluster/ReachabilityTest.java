package dev.mandor.manager.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReachabilityTest {
    private Reachability it = Reachability.UNTRIED;

    @Test
    void fiveUnansweredTriesInARowAreNeeded() {
        tries(Reachability.UNANSWERED - 1, false);
        assertThat(it.reachable()).isTrue();
        assertThat(it.isInDoubt()).isTrue();

        tries(1, false);
        assertThat(it.reachable()).isFalse();
        assertThat(it.isInDoubt()).isFalse();
    }

    @Test
    void oneAnswerInBetweenEndsTheDoubt() {
        tries(Reachability.UNANSWERED - 1, false);
        tries(1, true);
        tries(Reachability.UNANSWERED - 1, false);

        assertThat(it.reachable()).isTrue();
    }

    @Test
    void fiveAnswersInARowBringItBack() {
        lose();
        tries(Reachability.ANSWERS - 1, true);
        tries(1, false);
        tries(Reachability.ANSWERS - 1, true);
        assertThat(it.reachable()).isFalse();

        tries(1, true);
        assertThat(it.reachable()).isTrue();
    }

    @Test
    void whoComesAndGoesHasToAnswerForLongerEachTimeUpToABound() {
        for (int needed : new int[] {5, 10, 20, 40, 80, 80, 80}) {
            lose();
            tries(needed - 1, true);
            assertThat(it.reachable()).isFalse();
            tries(1, true);
            assertThat(it.reachable()).isTrue();
        }
    }

    @Test
    void longGoodTimeIsForgiveness() {
        lose();
        tries(Reachability.ANSWERS, true);
        tries(Reachability.FORGIVEN_AFTER, true);
        lose();
        tries(Reachability.ANSWERS, true);

        assertThat(it.reachable()).isTrue();
    }

    private void lose() {
        tries(Reachability.UNANSWERED, false);
        assertThat(it.reachable()).isFalse();
    }

    private void tries(int count, boolean answered) {
        for (int i = 0; i < count; i++) {
            it = it.after(answered);
        }
    }
}
