package dev.mandor.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.model.IpAddress;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ComplaintLimiterTest {
    private static final long PAUSE = ComplaintLimiter.PAUSE.toNanos();
    private static final long START = Long.MAX_VALUE - 1; // the clock overflows meanwhile

    private final ComplaintLimiter limiter = new ComplaintLimiter();

    @Test
    void senderIsComplainedAboutOnceInTenSeconds() {
        assertThat(limiter.mayComplain(sender(1), START)).isTrue();
        assertThat(limiter.mayComplain(sender(1), START + PAUSE - 1)).isFalse();
        assertThat(limiter.mayComplain(sender(1), START + PAUSE)).isTrue();
        assertThat(limiter.mayComplain(sender(1), START + PAUSE + 1)).isFalse();
    }

    @Test
    void oneSenderDoesNotSilenceTheComplaintsAboutAnother() {
        limiter.mayComplain(sender(1), START);

        assertThat(limiter.mayComplain(sender(2), START)).isTrue();
    }

    @Test
    void oldestOfTooManySendersIsForgotten() {
        int remembered = 1024;
        for (int i = 0; i <= remembered; i++) {
            limiter.mayComplain(sender(i), START);
        }

        assertThat(limiter.mayComplain(sender(1), START)).isFalse();
        assertThat(limiter.mayComplain(sender(0), START)).isTrue();
    }

    private static InetAddress sender(int number) {
        return IpAddress.parse("10.0." + number / 256 + "." + number % 256).address();
    }
}
