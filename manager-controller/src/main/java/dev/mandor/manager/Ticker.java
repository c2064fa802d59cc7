package dev.mandor.manager;

/** The monotonic clock. Setting the wall clock does not move it. */
@FunctionalInterface
public interface Ticker {
    /** Nanoseconds since some moment, as {@link System#nanoTime()}: compare by subtraction only. */
    long nanos();
}
