package dev.mandor.manager.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.nginx.ApplyListener.Step;
import dev.mandor.manager.nginx.NginxConfig;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NginxWatchTest {
    private static final NginxConfig CONFIG = new NginxConfig("text", "abc");

    private final NginxWatch watch = new NginxWatch(() -> now());
    private long now = Long.MAX_VALUE - Duration.ofSeconds(3).toNanos(); // soon to pass its highest value

    @BeforeEach
    void allIsWell() {
        watch.onBegin(Step.LOOK);
        watch.onLook(Optional.empty());
        assertThat(watch.state().applied()).isTrue();
    }

    @Test
    void stepThatDoesNotEndIsAProblemAfterTenSecondsAndNotBefore() {
        watch.onBegin(Step.LOOK);
        pass(Duration.ofSeconds(10));
        assertThat(watch.state().applied()).isTrue();

        pass(Duration.ofNanos(1));
        assertThat(watch.state().applied()).isFalse();
        assertThat(watch.state().problem())
                .contains("the look at nginx has not ended within 10 s: docker, a disk or nginx hangs");
    }

    @Test
    void installMayTakeTwiceWhatTheLastOneTook() {
        watch.onInstalled(CONFIG, Duration.ofSeconds(8));
        watch.onBegin(Step.INSTALL);
        pass(Duration.ofSeconds(16));
        assertThat(watch.state().problem()).isEmpty();

        pass(Duration.ofNanos(1));
        assertThat(watch.state().problem())
                .contains("the install of a plan has not ended within 16 s: docker, a disk or nginx hangs");
    }

    @Test
    void problemReadsTheSameForAsLongAsItLasts() {
        watch.onBegin(Step.INSTALL);
        pass(Duration.ofSeconds(11));
        NginxWatch.State early = watch.state();
        pass(Duration.ofHours(1));

        assertThat(watch.state()).isEqualTo(early);
    }

    @Test
    void endOfTheStepIsTheEndOfTheProblem() {
        watch.onBegin(Step.INSTALL);
        pass(Duration.ofMinutes(1));
        watch.onInstalled(CONFIG, Duration.ofMinutes(1));
        watch.onLook(Optional.empty());

        assertThat(watch.state().applied()).isTrue();
        assertThat(watch.state().problem()).isEmpty();
    }

    @Test
    void timeBetweenTheLooksIsNoStep() {
        pass(Duration.ofHours(1));

        assertThat(watch.state().applied()).isTrue();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private long now() {
        return now;
    }
}
