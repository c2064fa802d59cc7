package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SkewWatchTest {
    private static final Instant SENT = heartbeat("worker1", 1, 1).time();

    private final SkewWatch watch = new SkewWatch();

    @Test
    void clockThatIsTwoSecondsOffIsRightEnough() {
        assertThat(watch.notice(heartbeat("worker1", 1, 1), SENT.plus(SkewWatch.ALLOWED)))
                .isEmpty();
        assertThat(watch.notice(heartbeat("worker1", 1, 2), SENT.minus(SkewWatch.ALLOWED)))
                .isEmpty();
    }

    @Test
    void clockThatIsFurtherOffIsNamedOnceWithTheSkewAndOnceWhenItIsRightAgain() {
        Instant later = SENT.plus(Duration.ofHours(3));

        assertThat(watch.notice(heartbeat("worker1", 1, 1), later))
                .contains("worker1's clock is 3 h behind ours; no verdict depends on it");
        assertThat(watch.notice(heartbeat("worker1", 1, 2), later)).isEmpty();
        assertThat(watch.notice(heartbeat("worker1", 1, 3), SENT)).contains("worker1's clock is right again");
    }

    @Test
    void clockAtTheEndOfTimeIsNamedLikeAnyOther() {
        assertThat(watch.notice(heartbeat("worker1", 1, 1), Instant.MAX)).isPresent();
        assertThat(watch.notice(heartbeat("worker2", 1, 1), Instant.MIN)).isPresent();
    }

    @Test
    void eachNodeHasAClockOfItsOwn() {
        Instant earlier = SENT.minusSeconds(3);

        assertThat(watch.notice(heartbeat("worker1", 1, 1), earlier))
                .contains("worker1's clock is 3 s ahead of ours; no verdict depends on it");
        assertThat(watch.notice(heartbeat("worker2", 1, 1), earlier)).isPresent();
    }
}
