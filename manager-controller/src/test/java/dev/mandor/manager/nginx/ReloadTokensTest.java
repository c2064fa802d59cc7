package dev.mandor.manager.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReloadTokensTest {
    private static final long PAUSE = ReloadTokens.PAUSE.toNanos();

    @Test
    void tenAtOnceAndNoneMore() {
        assertThat(spent(ReloadTokens.BURST, Long.MAX_VALUE).spend(Long.MAX_VALUE))
                .isEmpty();
    }

    @Test
    void oneMoreIsEarnedInExactlyFiveSeconds() {
        ReloadTokens none = spent(ReloadTokens.BURST, 0);

        assertThat(none.spend(PAUSE - 1)).isEmpty();
        assertThat(none.spend(PAUSE)).isPresent();
        assertThat(none.spend(PAUSE).orElseThrow().spend(2 * PAUSE - 1)).isEmpty();
    }

    @Test
    void clockMayPassItsHighestValue() {
        assertThat(spent(ReloadTokens.BURST, Long.MAX_VALUE).spend(Long.MIN_VALUE + PAUSE))
                .isPresent();
    }

    @Test
    void restEarnsNoMoreThanTheBurst() {
        long later = Duration.ofDays(1).toNanos();
        ReloadTokens rested = ReloadTokens.full(0);
        for (int i = 0; i < ReloadTokens.BURST; i++) {
            rested = rested.spend(later).orElseThrow();
        }

        assertThat(rested.spend(later)).isEmpty();
    }

    @Test
    void whoWantsAllTheTimeGetsTwelveAMinuteAfterTheBurst() {
        ReloadTokens tokens = ReloadTokens.full(0);
        int reloads = 0;
        for (long now = 0; now < Duration.ofMinutes(10).toNanos(); now += PAUSE / 50) {
            Optional<ReloadTokens> left = tokens.spend(now);
            reloads += left.isPresent() ? 1 : 0;
            tokens = left.orElse(tokens);
        }

        assertThat(reloads).isBetween(ReloadTokens.BURST + 119, ReloadTokens.BURST + 120);
    }

    private static ReloadTokens spent(int tokens, long now) {
        ReloadTokens left = ReloadTokens.full(now);
        for (int i = 0; i < tokens; i++) {
            left = left.spend(now).orElseThrow();
        }
        return left;
    }
}
