package dev.mandor.manager;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.NodeRegistry;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.model.NodeName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Asks a node that has been silent for half its tolerance directly, by a TCP connect to its web service, and vouches for it
 * when it answers. A few lost datagrams then convict nobody, which is what makes a tolerance of a few heartbeats usable.
 * (SWIM confirms by other members, Das et al. 2002; the manager is the one that nginx sits beside, so its own view counts.)
 *
 * <p>Each connect runs on a thread of its own, of which there are at most {@value #MOST_AT_ONCE}; nobody waits for it.
 */
final class ConfirmByConnect implements SnapshotListener {
    private static final int MOST_AT_ONCE = 16;
    private static final int CONNECT_MILLIS = 300;

    private final NodeRegistry registry;
    private final Ticker ticker;
    private final Set<NodeName> asking = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = new ThreadPoolExecutor(
            0,
            MOST_AT_ONCE,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> {
                Thread thread = new Thread(work, "confirm");
                thread.setDaemon(true);
                return thread;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    ConfirmByConnect(NodeRegistry registry, Ticker ticker) {
        this.registry = registry;
        this.ticker = ticker;
    }

    @Override
    public void onSnapshot(ClusterSnapshot snapshot) {
        snapshot.nodes().stream()
                .filter(ConfirmByConnect::isDoubtful)
                .forEach(node -> threads.execute(() -> ask(node)));
    }

    private static boolean isDoubtful(NodeStatus node) {
        return node.state().isUsable() && node.age().multipliedBy(2).compareTo(node.tolerance()) > 0;
    }

    private void ask(NodeStatus node) {
        if (!asking.add(node.name())) {
            return; // the question before is still open
        }
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            node.endpoint().ip().address(), node.endpoint().port()),
                    CONNECT_MILLIS);
            registry.vouch(node.name(), ticker.nanos());
        } catch (IOException e) {
            // It does not answer: nobody vouches for it, and its silence counts.
        } finally {
            asking.remove(node.name());
        }
    }
}
