package dev.mandor.manager.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The lines of a log of any size in bounded memory. Not {@code BufferedReader}: a file without a line end, a disk image given by
 * mistake, would have to fit into the heap. Bytes that are not UTF-8 become replacement characters. Not thread-safe.
 */
final class Lines {
    /** A longer line is cut here. A request that went from server to server through twenty has 2 kB. */
    static final int LONGEST = 16_384;

    private final InputStream in;
    private final byte[] chunk = new byte[1 << 16];
    private final byte[] line = new byte[LONGEST];
    private int next;
    private int end;

    Lines(InputStream in) {
        this.in = in;
    }

    /** The next line without its end; empty after the last. */
    Optional<String> next() throws IOException {
        int length = 0;
        boolean any = false;
        while (fill()) {
            any = true;
            byte b = chunk[next++];
            if (b == '\n') {
                break;
            }
            if (length < LONGEST) {
                line[length++] = b;
            }
        }
        return any ? Optional.of(new String(line, 0, length, StandardCharsets.UTF_8)) : Optional.empty();
    }

    private boolean fill() throws IOException {
        if (next == end) {
            next = 0;
            end = Math.max(0, in.read(chunk));
        }
        return next < end;
    }
}
