package dev.mandor.manager;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Work that comes again and again, and of which nothing is lost when some of it is not done. */
final class BackgroundWork {
    private BackgroundWork() {}

    /** One daemon thread. What comes while it is at work is dropped; so nobody waits and nothing heaps up. */
    static Executor named(String name) {
        return new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }
}
