package dev.mandor.daemon;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that runs until it is told to stop. A signal (SIGTERM, SIGINT) ends it within a second with exit code 0. If
 * one of its threads dies it ends with 1, so that systemd or Swarm restarts it: a daemon that is only half alive would
 * keep its port and do nothing.
 */
public final class Daemon {
    private static final Logger log = LoggerFactory.getLogger(Daemon.class);
    private static final long PATIENCE_MILLIS = 700;

    private final CompletableFuture<Void> death = new CompletableFuture<>();
    private volatile boolean ending; // closing lets threads return, which is no fault then

    /** Starts a thread whose end, by an exception or by returning, is the end of the process. */
    public void start(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                        death.completeExceptionally(new IllegalStateException("thread " + name + " returned"));
                    } catch (Throwable e) { // whatever it is, the process must not live on without this thread
                        death.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Waits until a thread has died and returns 1. A signal never lets it return: it closes {@code resource} and ends the
     * process with exit code 0.
     */
    public int awaitEnd(AutoCloseable resource) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> endAsAsked(resource), "shutdown"));
        try {
            death.get();
        } catch (ExecutionException e) {
            if (ending) {
                return 1; // the shutdown hook halts with 0 before this counts
            }
            log.error("ended by a fault of its own: {}", e.getCause().toString(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }

    // The JVM would end with 143 after SIGTERM. Halting from the last hook is its documented way to choose the code.
    private void endAsAsked(AutoCloseable resource) {
        if (death.isDone()) {
            return; // main is on its way to System.exit(1)
        }
        ending = true;
        Thread closing = new Thread(() -> closeQuietly(resource), "closing");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(PATIENCE_MILLIS); // a name lookup or a Docker call may hang; the user's patience is a second
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.info("stopped");
        Logging.stop();
        Runtime.getRuntime().halt(0);
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            log.debug("while closing", e);
        }
    }
}
