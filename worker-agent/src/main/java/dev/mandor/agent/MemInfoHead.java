package dev.mandor.agent;

import dev.mandor.model.MemoryReading;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first three lines of {@code /proc/meminfo}, for looks that come once a second: OSHI reads all fifty as text, which was
 * measured to take twice as long, half a millisecond on a core that wakes for it. A kernel that says something else there
 * (before 3.14 it did) is left to OSHI.
 */
record MemInfoHead(Path file) {
    static final MemInfoHead OF_HOST = new MemInfoHead(Path.of("/proc/meminfo"));

    private static final int LENGTH = 256; // three lines of 28 bytes, more of a host with terabytes
    private static final Pattern HEAD =
            Pattern.compile("MemTotal: +([0-9]{1,15}) kB\nMemFree: .*\nMemAvailable: +([0-9]{1,15}) kB\n");

    /** Empty when the file cannot be read or does not begin so. */
    Optional<MemoryReading> read() {
        try (InputStream in = new FileInputStream(file.toFile())) {
            return parse(new String(in.readNBytes(LENGTH), StandardCharsets.US_ASCII));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** @throws IllegalArgumentException when it is the memory of no machine */
    static Optional<MemoryReading> parse(String text) {
        Matcher head = HEAD.matcher(text);
        return head.lookingAt()
                ? Optional.of(new MemoryReading(bytes(head.group(2)), bytes(head.group(1))))
                : Optional.empty();
    }

    private static long bytes(String kibibytes) {
        return Long.parseLong(kibibytes) << 10;
    }
}
