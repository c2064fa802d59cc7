package dev.mandor.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.view.Refusal;
import dev.mandor.model.NodeName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RefusedSendersTest {
    private final RefusedSenders refused = new RefusedSenders();

    @Test
    void senderIsNamedWithNodeReasonAndRemedy() {
        note(3, Rejection.WRONG_TIME, seconds(10));
        note(3, Rejection.WRONG_TIME, seconds(15));

        assertThat(refused.at(seconds(16))).singleElement().satisfies(refusal -> {
            assertThat(refusal.who()).isEqualTo("worker3 (10.0.0.3)");
            assertThat(refusal.reason()).isEqualTo("wrong_time");
            assertThat(refusal.remedy()).contains("timedatectl set-ntp true");
            assertThat(refusal.count()).isEqualTo(2);
            assertThat(refusal.ageSeconds()).isEqualTo(1);
        });
    }

    @Test
    void lastOnesAreKeptForFiveMinutesAndTheNewestComesFirst() {
        for (int sender = 1; sender <= 30; sender++) {
            note(sender, Rejection.UNSIGNED, seconds(sender));
        }
        assertThat(refused.at(seconds(30)))
                .hasSize(RefusedSenders.MOST)
                .extracting(Refusal::sender)
                .startsWith("10.0.0.30")
                .endsWith("10.0.0.11");

        assertThat(refused.at(seconds(329))).hasSize(2);
        assertThat(refused.at(seconds(330) + 1)).isEmpty();
    }

    @Test
    void floodOfInventedSendersTakesLittleWorkAndDoesNotEndWhoIsKnown() {
        note(1, Rejection.UNSIGNED, 0);
        for (int sender = 2; sender < 250; sender++) {
            note(sender, Rejection.UNSIGNED, 1_000_000 * sender / 250);
        }
        assertThat(refused.at(seconds(1))).hasSize(1);
    }

    @Test
    void copiesAreNobodysFault() {
        note(1, Rejection.NOT_NEWER, 0);
        note(1, Rejection.OVERFLOW, seconds(1));

        assertThat(refused.at(seconds(1))).isEmpty();
    }

    @Test
    void eachReasonHasARemedy() {
        for (Rejection rejection : Rejection.values()) {
            assertThat(rejection.remedy()).isNotBlank();
        }
    }

    private void note(int sender, Rejection reason, long nowNanos) {
        try {
            InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) sender});
            refused.note(address, reason, "why", () -> Optional.of(new NodeName("worker" + sender)), nowNanos);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
