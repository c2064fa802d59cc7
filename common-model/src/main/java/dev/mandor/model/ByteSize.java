package dev.mandor.model;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory as people write and read them. */
public final class ByteSize {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15}) ?(?:([KMG])(?:I?B)?|B)?");

    private ByteSize() {}

    /**
     * Reads {@code 67108864}, {@code 64MiB}, {@code 64 MiB}, {@code 64M}, {@code 1GiB}: all units are powers of 1024.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    public static long parse(String text) {
        Matcher size = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!size.matches()) {
            throw new IllegalArgumentException("expected a size such as 64MiB, 1GiB or a number of bytes");
        }
        try {
            return Math.multiplyExact(Long.parseLong(size.group(1)), unit(size.group(2)));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("more memory than there can be", e);
        }
    }

    /** Whole mebibytes, rounded down. */
    public static long toMebibytes(long bytes) {
        return bytes >> 20;
    }

    /** As {@code 64 MiB}; amounts below one MiB in bytes. */
    public static String format(long bytes) {
        return Math.abs(bytes) < 1 << 20 ? bytes + " B" : toMebibytes(bytes) + " MiB";
    }

    private static long unit(String prefix) {
        if (prefix == null) {
            return 1;
        }
        return switch (prefix) {
            case "K" -> 1L << 10;
            case "M" -> 1L << 20;
            default -> 1L << 30;
        };
    }
}
