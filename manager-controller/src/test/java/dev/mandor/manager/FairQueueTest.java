package dev.mandor.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private final FairQueue queue = new FairQueue(0x5eed5eed);

    @Test
    void whoSendsTooMuchTakesNoPlaceFromOthers() {
        fill(queue, 1);
        assertThat(queue.offer(from(1))).isFalse();
        assertThat(queue.offer(from(2))).isTrue();
    }

    @Test
    void takenOneMakesPlaceForItsSender() throws InterruptedException {
        fill(queue, 1);
        assertThat(queue.take().sender()).isEqualTo(from(1).sender());

        assertThat(queue.offer(from(1))).isTrue();
        assertThat(queue.offer(from(1))).isFalse();
    }

    @Test
    void manySendersFillItNoFurtherThanItsBound() {
        int waiting = 0;
        for (int i = 0; i < 3 * FairQueue.MOST; i++) {
            waiting += queue.offer(from(i % 100)) ? 1 : 0;
        }
        assertThat(waiting).isEqualTo(FairQueue.MOST);
    }

    @Test
    void refusedOneIsNotCounted() throws InterruptedException {
        fill(queue, 1);
        assertThat(queue.offer(from(1))).isFalse();
        for (int i = 0; i < FairQueue.MOST_OF_ONE; i++) {
            queue.take();
        }

        fill(queue, 1);
    }

    /** Otherwise an address could be chosen that shares its counter with a node's. */
    @Test
    void withAnotherSaltOthersShareACounter() {
        assertThat(sharesWithTheFirst(0x12345678)).isNotEqualTo(sharesWithTheFirst(0x5eed5eed));
    }

    private static int sharesWithTheFirst(int salt) {
        FairQueue queue = new FairQueue(salt);
        fill(queue, 0);
        int other = 1;
        while (queue.offer(from(other))) {
            other++;
        }
        return other;
    }

    private static void fill(FairQueue queue, int sender) {
        for (int i = 0; i < FairQueue.MOST_OF_ONE; i++) {
            assertThat(queue.offer(from(sender))).isTrue();
        }
    }

    private static Arrival from(int sender) {
        try {
            InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, (byte) (sender >> 8), (byte) sender});
            return new Arrival(new DatagramPacket(new byte[1], 1, address, 40_000), 0, Instant.EPOCH);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
