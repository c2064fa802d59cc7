package dev.mandor.manager.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void pausesDoubleFromThreeSecondsToThirty() {
        List<Long> seconds = new ArrayList<>();
        Backoff backoff = Backoff.first(0);
        for (int failures = 1; failures <= 7; failures++) {
            seconds.add(Duration.ofNanos(backoff.pauseNanos()).toSeconds());
            backoff = backoff.next(0);
        }

        assertThat(seconds).containsExactly(3L, 6L, 12L, 24L, 30L, 30L, 30L);
    }

    @Test
    void pauseIsOverThreeHundredMillisecondsEarlyAndNotOneNanosecondMore() {
        Backoff backoff = Backoff.first(0);
        long over = Duration.ofMillis(2700).toNanos();

        assertThat(backoff.isOver(over)).isTrue();
        assertThat(backoff.isOver(over - 1)).isFalse();
    }

    @Test
    void clockMayPassItsHighestValue() {
        Backoff backoff = Backoff.first(Long.MAX_VALUE);

        assertThat(backoff.isOver(Long.MIN_VALUE)).isFalse();
        assertThat(backoff.isOver(Long.MIN_VALUE + Backoff.FIRST.toNanos())).isTrue();
    }
}
