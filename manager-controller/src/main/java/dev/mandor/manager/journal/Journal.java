package dev.mandor.manager.journal;

import dev.mandor.daemon.Problem;
import dev.mandor.manager.journal.JournalEntry.Lost;
import dev.mandor.manager.journal.JournalEntry.Opened;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread "journal": writes down what happened, in {@code journal.jsonl} and, before it, {@code journal.1.jsonl}, each of at most
 * {@link #MOST_BYTES}. Those who tell it never wait: a disk that is full, slow or stuck costs entries, which are counted, and
 * neither a heartbeat nor a decision.
 */
public final class Journal implements Runnable {
    /** Of one file. Ten nodes that report every 5 s fill the two within about a day. */
    public static final long MOST_BYTES = 32 << 20;

    static final int MOST_WAITING = 8192;

    private static final Logger log = LoggerFactory.getLogger(Journal.class);
    static final int MOST_AT_ONCE = 1024;

    private final BlockingQueue<JournalEntry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final AtomicBoolean overflowing = new AtomicBoolean();
    private final Problem problem = new Problem();
    private final JournalFile file;
    private final Opened opened;
    private long untold; // of those that are lost; the journal's thread only

    /** @param directory exists and can be written into */
    public Journal(Path directory, Opened opened) {
        this(directory, MOST_BYTES, opened);
    }

    Journal(Path directory, long mostBytes, Opened opened) {
        this.file = new JournalFile(directory, mostBytes);
        this.opened = opened;
        waiting.add(opened);
    }

    /** Leaves {@code entry} to be written, or drops and counts it if too many wait. From any thread; never waits. */
    public void offer(JournalEntry entry) {
        if (!waiting.offer(entry)) {
            lost.incrementAndGet();
            if (overflowing.compareAndSet(false, true)) {
                log.warn("the journal {} is written slower than it grows; entries are lost", file.path());
            }
        }
    }

    /** Runs until interrupted. */
    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                writeNext();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until there is something to write, and writes up to {@value #MOST_AT_ONCE} entries. */
    void writeNext() throws InterruptedException {
        List<JournalEntry> batch = new ArrayList<>();
        batch.add(waiting.take());
        waiting.drainTo(batch, MOST_AT_ONCE - 1);
        write(batch);
    }

    /** Never throws: a journal that cannot be written must not end the manager. */
    private void write(List<JournalEntry> batch) {
        long missing = lost.getAndSet(0);
        try {
            append(batch, missing);
            untold += missing;
            boolean caughtUp = waiting.isEmpty() && overflowing.compareAndSet(true, false);
            if (problem.ends() || caughtUp) {
                log.info("the journal {} is written again, {} entries are lost", file.path(), untold);
                untold = 0;
            }
        } catch (IOException | RuntimeException e) {
            lost.addAndGet(missing + batch.size());
            if (problem.begins(String.valueOf(e.getMessage()))) {
                log.warn("the journal {} cannot be written: {}", file.path(), e.toString());
            }
        }
    }

    private void append(List<JournalEntry> batch, long missing) throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        Instant first = batch.get(0).at();
        if (missing > 0) {
            entries.add(new Lost(first, missing));
        }
        entries.addAll(batch);
        byte[] lines = lines(entries);
        if (file.isFullWith(lines.length)) {
            file.rotate();
            entries.add(0, opened.continued(first));
            lines = lines(entries);
        }
        file.append(lines);
    }

    private static byte[] lines(List<JournalEntry> entries) {
        return entries.stream()
                .map(JournalCodec::encode)
                .collect(Collectors.joining("\n", "", "\n"))
                .getBytes(StandardCharsets.UTF_8);
    }
}
