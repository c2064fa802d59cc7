package dev.mandor.manager.journal;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What must hold of any line of a journal: it is an entry or none, without an exception; and an entry is written as one line, which
 * is read as the same. {@code scripts/fuzz} calls this with what a coverage-guided fuzzer makes up.
 */
public final class JournalCodecFuzz {
    private JournalCodecFuzz() {}

    /** The name that Jazzer looks for. */
    public static void fuzzerTestOneInput(byte[] line) {
        accepts(line);
    }

    /** Whether {@code line} is an entry. */
    static boolean accepts(byte[] line) {
        Optional<JournalEntry> entry = JournalCodec.decode(new String(line, StandardCharsets.UTF_8));
        if (entry.isEmpty()) {
            return false;
        }
        String written = JournalCodec.encode(entry.get());
        if (written.chars().anyMatch(c -> c < ' ')) {
            throw new AssertionError("more than a line: " + written);
        }
        String again = JournalCodec.decode(written).map(JournalCodec::encode).orElse("nothing");
        if (!again.equals(written)) {
            throw new AssertionError("read back as " + again + " what was written as " + written);
        }
        return true;
    }
}
