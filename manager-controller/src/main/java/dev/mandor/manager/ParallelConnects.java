package dev.mandor.manager;

import dev.mandor.model.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * TCP connects beside each other on one thread. Whether one was answered is asked once more after the time is over: while this
 * process is starved of CPU the kernel goes on shaking hands, and our own slowness is no silence of theirs.
 *
 * @param patience how long a connect may take
 * @param ticker the monotonic clock
 */
record ParallelConnects(Duration patience, Ticker ticker) implements Connects {
    @Override
    public Set<Endpoint> unanswered(Collection<Endpoint> endpoints) {
        try (Selector selector = Selector.open()) {
            Set<Endpoint> open = new HashSet<>();
            for (Endpoint endpoint : endpoints) {
                if (begin(endpoint, selector)) {
                    open.add(endpoint);
                }
            }
            long end = ticker.nanos() + patience.toNanos();
            long left = patience.toNanos();
            while (!open.isEmpty() && left > 0) {
                selector.select(1 + left / 1_000_000);
                open.removeAll(answered(selector));
                left = end - ticker.nanos();
            }
            selector.selectNow();
            open.removeAll(answered(selector));
            closeAll(selector);
            return open;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot try connections: " + e.getMessage(), e);
        }
    }

    /** Returns whether an answer is still to come. */
    private static boolean begin(Endpoint endpoint, Selector selector) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            if (!channel.connect(new InetSocketAddress(endpoint.ip().address(), endpoint.port()))) {
                channel.register(selector, SelectionKey.OP_CONNECT, endpoint);
                return true;
            }
        } catch (IOException e) {
            // refused, or no way there: an answer, if an unkind one
        }
        channel.close();
        return false;
    }

    private static Set<Endpoint> answered(Selector selector) {
        Set<Endpoint> answered = new HashSet<>();
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid()) {
                answered.add((Endpoint) key.attachment());
                closeQuietly(key);
            }
        }
        selector.selectedKeys().clear();
        return answered;
    }

    private static void closeAll(Selector selector) {
        selector.keys().forEach(ParallelConnects::closeQuietly);
    }

    private static void closeQuietly(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException e) {
            // there is nothing to be lost
        }
    }
}
