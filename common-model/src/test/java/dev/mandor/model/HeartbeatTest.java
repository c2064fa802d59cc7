package dev.mandor.model;

import static dev.mandor.model.Heartbeats.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    @Test
    void higherSequenceOfTheSameBootIsNewer() {
        assertThat(heartbeat(1000, 2).isNewerThan(heartbeat(1000, 1))).isTrue();
        assertThat(heartbeat(1000, 1).isNewerThan(heartbeat(1000, 2))).isFalse();
    }

    @Test
    void copyIsNotNewer() {
        assertThat(heartbeat(1000, 2).isNewerThan(heartbeat(1000, 2))).isFalse();
    }

    @Test
    void laterBootIsNewerThoughItsSequenceBeginsAnew() {
        assertThat(heartbeat(1001, 0).isNewerThan(heartbeat(1000, 99))).isTrue();
        assertThat(heartbeat(1000, 99).isNewerThan(heartbeat(1001, 0))).isFalse();
    }

    @Test
    void bootAndSequenceCountFromZero() {
        assertThatNoException().isThrownBy(() -> heartbeat(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> heartbeat(-1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> heartbeat(0, -1));
    }

    @Test
    void intervalIsAboveZeroAndAtMostOneDay() {
        assertThatNoException().isThrownBy(() -> heartbeat(0, 0, Duration.ofDays(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> heartbeat(0, 0, Duration.ofDays(1).plusNanos(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> heartbeat(0, 0, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> heartbeat(0, 0, Duration.ofNanos(-1)));
    }
}
