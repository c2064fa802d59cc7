package dev.mandor.manager.cluster;

import dev.mandor.model.ByteSize;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much more free memory a challenger needs before traffic is moved to it: an amount, or a share of the challenger's
 * total. A larger threshold means fewer switches and a winner that is further from the best; zero follows every reading.
 *
 * @param bytes the amount when {@code percent} is zero
 * @param percent 0 to 100
 */
public record Threshold(long bytes, int percent) {
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3})\\s*%");

    /** @throws IllegalArgumentException when a number is out of range, or both are given */
    public Threshold {
        if (bytes < 0 || percent < 0 || percent > 100 || (bytes > 0 && percent > 0)) {
            throw new IllegalArgumentException("a threshold is an amount of memory or 0 to 100 percent");
        }
    }

    /**
     * Reads {@code 0}, {@code 64MiB} or {@code 10%}.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    public static Threshold parse(String text) {
        Matcher share = PERCENT.matcher(text);
        if (share.matches()) {
            return new Threshold(0, Integer.parseInt(share.group(1)));
        }
        try {
            return new Threshold(ByteSize.parse(text), 0);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException("expected an amount such as 64MiB, a share such as 5%, or 0", e);
        }
    }

    /** The amount in bytes for a challenger with {@code totalBytes} of memory. */
    public long bytesFor(long totalBytes) {
        return percent == 0 ? bytes : totalBytes / 100 * percent;
    }

    /** As it is written on the command line. */
    @Override
    public String toString() {
        return percent == 0 ? ByteSize.format(bytes) : percent + "%";
    }
}
