package dev.mandor.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel's pressure stall information of the memory: {@code /proc/pressure/memory}, since Linux 4.20. Many kernels are
 * built without it, or have it and refuse to tell unless booted with {@code psi=1}; both is unknown, and neither is worth a
 * word in the log. Not through OSHI, which does not read it.
 *
 * <p>Of its figures {@code some avg10} is the first to move: it counts the time in which at least one task waited for
 * memory, as soon as the kernel takes pages back or reads them in anew, while {@code full} counts only when nobody could go
 * on.
 */
record MemoryPressure(Path file) {
    static final MemoryPressure OF_HOST = new MemoryPressure(Path.of("/proc/pressure/memory"));

    private static final Pattern SOME = Pattern.compile("^some avg10=([0-9]{1,3}\\.[0-9]{2}) ", Pattern.MULTILINE);

    /** The percentage of the last ten seconds, from 0 to 100; empty when the kernel does not tell. */
    OptionalDouble read() {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            return OptionalDouble.empty();
        }
    }

    static OptionalDouble parse(String text) {
        Matcher some = SOME.matcher(text);
        double percent = some.find() ? Double.parseDouble(some.group(1)) : -1;
        return percent >= 0 && percent <= 100 ? OptionalDouble.of(percent) : OptionalDouble.empty();
    }
}
