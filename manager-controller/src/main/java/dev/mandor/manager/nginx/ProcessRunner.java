package dev.mandor.manager.nginx;

import dev.mandor.daemon.Durations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs real processes. Thread-safe. */
public final class ProcessRunner implements CommandRunner {
    private static final int MAX_OUTPUT_BYTES = 1 << 20;
    private static final long OUTPUT_GRACE_MILLIS = 500;

    private final Duration deadline;
    // Both outputs must be read while the process runs, or it blocks on a full pipe.
    // Not the common pool: on two cores it has one thread.
    private final ExecutorService readers = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "process-output");
        thread.setDaemon(true);
        return thread;
    });

    /** @param deadline of a program whose caller names none */
    public ProcessRunner(Duration deadline) {
        this.deadline = deadline;
    }

    @Override
    public String run(List<String> command) throws CommandFailedException, InterruptedException {
        return run(command, deadline);
    }

    @Override
    public String run(List<String> command, Duration deadline) throws CommandFailedException, InterruptedException {
        Process process = start(command);
        try {
            CompletableFuture<String> out = read(process.getInputStream());
            CompletableFuture<String> err = read(process.getErrorStream());
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw CommandFailedException.tooSlow(command, Durations.format(deadline));
            }
            String output = text(out);
            if (process.exitValue() != 0) {
                throw CommandFailedException.ended(command, process.exitValue(), output + "\n" + text(err));
            }
            return output;
        } catch (TimeoutException e) {
            throw CommandFailedException.tooSlow(command, Durations.format(deadline));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Process start(List<String> command) throws CommandFailedException {
        try {
            Process process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw CommandFailedException.notStarted(command, e);
        }
    }

    private CompletableFuture<String> read(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e); // the process was killed
                    }
                },
                readers);
    }

    // The process has ended, but a child that it left behind may hold the pipe open: do not wait long for that one.
    private String text(CompletableFuture<String> output) throws InterruptedException, TimeoutException {
        try {
            return output.get(OUTPUT_GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            return "";
        }
    }
}
