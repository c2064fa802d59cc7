package dev.mandor.manager;

import java.net.InetAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Datagrams that wait to be looked at, in the order of their arrival: at most {@value #MOST}, and of one sender at most
 * {@value #MOST_OF_ONE}. Whoever sends more than can be looked at loses its own, and takes no place from the others. With one
 * bound for all of them, a flood would take every place as it becomes free, and live nodes would go unheard.
 *
 * <p>Senders are told apart by a hash of their address: with {@value #BUCKETS} counters, two of them rarely share one. The
 * salt keeps an attacker from choosing an address that does. (Stochastic fairness queueing: P. McKenney, 1990.) A map of
 * counters would be exact, and itself something that forged addresses fill. Thread-safe; a place is at most 1.2 kB.
 */
final class FairQueue {
    static final int MOST = 4096;
    static final int MOST_OF_ONE = 1024; // a burst of a thousand nodes behind one address still has its place

    private static final int BUCKET_BITS = 12;
    private static final int BUCKETS = 1 << BUCKET_BITS;

    private final BlockingQueue<Arrival> waiting = new ArrayBlockingQueue<>(MOST);
    private final AtomicIntegerArray waitingOf = new AtomicIntegerArray(BUCKETS);
    private final int factor;

    /** @param salt any number that senders cannot know; with a small one, neighbouring addresses share a counter */
    FairQueue(int salt) {
        this.factor = salt | 1; // odd, so that no bit of an address is lost
    }

    /** Leaves {@code arrival} to wait, or returns false if there is no place for it. Never waits. */
    boolean offer(Arrival arrival) {
        int bucket = bucket(arrival.sender());
        if (waitingOf.incrementAndGet(bucket) <= MOST_OF_ONE && waiting.offer(arrival)) {
            return true;
        }
        waitingOf.decrementAndGet(bucket);
        return false;
    }

    /** The one that waited longest; waits for it if there is none. */
    Arrival take() throws InterruptedException {
        Arrival arrival = waiting.take();
        waitingOf.decrementAndGet(bucket(arrival.sender()));
        return arrival;
    }

    private int bucket(InetAddress sender) {
        return (sender.hashCode() * factor) >>> (Integer.SIZE - BUCKET_BITS);
    }
}
