package dev.mandor.http;

import java.io.IOException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends what hangs on a client that does not read. Thread-safe.
 *
 * <p>It interrupts the thread that writes: the channel below the JDK's server is an {@link java.nio.channels.InterruptibleChannel},
 * which closes then, so that the write fails. That server has a limit of its own (sun.net.httpserver.maxRspTime), but for
 * the whole of an answer, which would end a stream of events too, however eagerly it is read.
 */
final class Watchdog implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "http-watchdog");
        thread.setDaemon(true);
        return thread;
    });
    private final long limitMillis;

    /** What may take a while, and fail. */
    interface Work {
        void run() throws IOException;
    }

    Watchdog(long limitMillis) {
        this.limitMillis = limitMillis;
        timer.setRemoveOnCancelPolicy(true);
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // after close() nothing is watched
    }

    /** @throws IOException also when {@code work} took too long; its connection is closed then */
    void watch(Work work) throws IOException {
        Guard guard = new Guard(Thread.currentThread());
        ScheduledFuture<?> alarm = timer.schedule(guard::interrupt, limitMillis, TimeUnit.MILLISECONDS);
        try {
            work.run();
        } finally {
            alarm.cancel(false);
            guard.release();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** So that an interrupt which comes too late does not hit what the thread does next. */
    private static final class Guard {
        private final Thread working;
        private boolean released;
        private boolean interrupted;

        Guard(Thread working) {
            this.working = working;
        }

        synchronized void interrupt() {
            if (!released) {
                interrupted = true;
                working.interrupt();
            }
        }

        synchronized void release() {
            released = true;
            if (interrupted) {
                Thread.interrupted();
            }
        }
    }
}
