package dev.mandor.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The body of an answer, packed by gzip while it is written. The metrics of 10,000 nodes are 11 MB of text, and eight clients that
 * read slowly would hold it eight times: more than the manager's heap, and a manager that is out of memory moves no traffic. Packed
 * it is a few hundred KB. A client that does not take gzip has it unpacked as it is sent. Immutable.
 *
 * <p>The road not taken is to write to the client while the text is made: a slow one would hold what it is made of.
 */
public final class Packed {
    /** Writes what is to be packed. */
    @FunctionalInterface
    public interface Text {
        void writeTo(OutputStream out) throws IOException;
    }

    private final byte[] packed;
    private final long length;

    private Packed(byte[] packed, long length) {
        this.packed = packed;
        this.length = length;
    }

    /** Packs what {@code text} writes, which is written once and now. */
    public static Packed of(Text text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (Gzip gzip = new Gzip(packed)) {
            text.writeTo(gzip);
            gzip.finish();
            return new Packed(packed.toByteArray(), gzip.length());
        }
    }

    /** In bytes, as {@link #send} sends it. */
    public long length(boolean asGzip) {
        return asGzip ? packed.length : length;
    }

    /** Leaves {@code out} open. */
    public void send(OutputStream out, boolean asGzip) throws IOException {
        if (asGzip) {
            out.write(packed);
            return;
        }
        try (GZIPInputStream text = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            text.transferTo(out);
        }
    }

    private static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream out) throws IOException {
            super(out, 1 << 13);
            def.setLevel(Deflater.BEST_SPEED);
        }

        long length() {
            return def.getBytesRead();
        }
    }
}
