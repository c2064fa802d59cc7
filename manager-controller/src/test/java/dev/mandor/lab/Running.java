package dev.mandor.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A started program and the lines that it has written so far, standard error among them. */
public final class Running {
    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final Thread reader;
    private int marked;

    public Running(ProcessBuilder command) throws IOException {
        process = command.redirectErrorStream(true).start();
        process.getOutputStream().close();
        reader = new Thread(this::read, "output");
        reader.setDaemon(true);
        reader.start();
    }

    /** From here on, {@link #await} looks at new lines only. */
    public synchronized void mark() {
        marked = lines.size();
    }

    /** {@link #await} looks at all lines again. */
    synchronized void markStart() {
        marked = 0;
    }

    /** Waits for a line since the last {@link #mark} that contains {@code text}, and returns it. */
    public String await(String text, Duration deadline) throws InterruptedException {
        return await(1, text, deadline).get(0);
    }

    /** Waits for so many lines since the last {@link #mark} that contain {@code text}. */
    synchronized List<String> await(int count, String text, Duration deadline) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            List<String> found = since(line -> line.contains(text));
            long leftMillis = (end - System.nanoTime()) / 1_000_000;
            if (found.size() >= count) {
                return found;
            }
            if (leftMillis <= 0) {
                throw new AssertionError("no line with '" + text + "' in:\n" + String.join("\n", lines));
            }
            wait(leftMillis);
        }
    }

    synchronized List<String> since(Predicate<String> wanted) {
        return lines.subList(marked, lines.size()).stream().filter(wanted).toList();
    }

    /** Sends SIGTERM and returns the exit code. */
    public int stop() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    /** Sends the signal of that name, such as {@code STOP}. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Sends SIGKILL, also to what has ended already. */
    public void kill() {
        process.destroyForcibly();
    }

    int exitCode() throws InterruptedException {
        return exitCode(Duration.ofSeconds(60));
    }

    int exitCode(Duration deadline) throws InterruptedException {
        if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("does not end:\n" + String.join("\n", since(line -> true)));
        }
        reader.join();
        return process.exitValue();
    }

    public synchronized String output() {
        return String.join("\n", lines);
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            // It was killed: Java closes the stream of such a process under its reader.
        }
    }

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }
}
