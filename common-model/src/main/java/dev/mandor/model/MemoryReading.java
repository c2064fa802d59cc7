package dev.mandor.model;

/**
 * The memory of one host at one moment, in bytes.
 *
 * @param freeBytes what the kernel calls {@code MemAvailable} and {@code free} calls "available": what new work can take
 *     without swapping. It is not {@code MemFree}, which a healthy Linux keeps near zero
 * @param totalBytes what the kernel calls {@code MemTotal}
 */
public record MemoryReading(long freeBytes, long totalBytes) {
    private static final long ONE_PEBIBYTE = 1L << 50; // no Swarm node has more; sums of readings cannot overflow

    /** @throws IllegalArgumentException when no machine can have such memory */
    public MemoryReading {
        if (totalBytes <= 0 || totalBytes > ONE_PEBIBYTE) {
            throw new IllegalArgumentException("impossible total memory of " + totalBytes + " bytes");
        }
        if (freeBytes < 0 || freeBytes > totalBytes) {
            throw new IllegalArgumentException("impossible free memory of " + freeBytes + " bytes of " + totalBytes);
        }
    }

    /** As {@code 394 MiB free of 700}. */
    @Override
    public String toString() {
        return ByteSize.toMebibytes(freeBytes) + " MiB free of " + ByteSize.toMebibytes(totalBytes);
    }
}
