package dev.mandor.daemon;

/**
 * Text that may come from others, made fit to be shown: control characters could add lines to a log or steer a terminal,
 * format characters turn the text around. Each becomes a question mark; letters of any script stay.
 */
public final class OneLine {
    /** What is replaced, as a regular expression: the Unicode categories Cc, Cf, Zl and Zp. */
    static final String UNFIT = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]";

    private OneLine() {}

    public static String of(String text) {
        return text.replaceAll(UNFIT, "?");
    }
}
