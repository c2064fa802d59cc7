package dev.mandor.manager.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The file that is written, and the one before it: together never more than twice {@code mostBytes}. Nothing is forced to the
 * disk: a crash of the process loses nothing that was appended, one of the machine some seconds. Not thread-safe.
 */
final class JournalFile {
    static final String NAME = "journal.jsonl";
    static final String OLDER = "journal.1.jsonl";

    private final Path file;
    private final long mostBytes;
    private OutputStream out; // null while closed
    private long size;

    JournalFile(Path directory, long mostBytes) {
        this.file = directory.resolve(NAME);
        this.mostBytes = mostBytes;
    }

    Path path() {
        return file;
    }

    /** Whether {@code more} bytes have to go into the next file. */
    boolean isFullWith(int more) throws IOException {
        open();
        return size > 0 && size + more > mostBytes;
    }

    /** Begins a new file; the one before the last is lost. */
    void rotate() throws IOException {
        close();
        Files.move(file, file.resolveSibling(OLDER), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whole lines. After a failure the next call begins anew, on a line of its own. */
    void append(byte[] lines) throws IOException {
        try {
            open();
            out.write(lines);
            size += lines.length;
        } catch (IOException e) {
            closeQuietly();
            throw e;
        }
    }

    private void open() throws IOException {
        if (out != null) {
            return;
        }
        boolean torn = Files.exists(file) && isTorn();
        out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        size = Files.size(file);
        if (torn) {
            out.write('\n');
            size++;
        }
    }

    private boolean isTorn() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.size() > 0 && channel.position(channel.size() - 1).read(last) == 1 && last.get(0) != '\n';
        }
    }

    private void close() throws IOException {
        OutputStream open = out;
        out = null;
        if (open != null) {
            open.close();
        }
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            // what is wrong with the file has been said
        }
    }
}
