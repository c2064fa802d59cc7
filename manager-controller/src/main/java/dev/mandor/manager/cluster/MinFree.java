package dev.mandor.manager.cluster;

import dev.mandor.model.ByteSize;

/**
 * The floor: a node with less free memory than this gets no new requests while another can take them. What it is to prevent is
 * the kernel's out-of-memory killer, which ends the web service with all requests that it has under way.
 *
 * <p>A node that fell below the floor counts as low until its smoothed free memory has risen above {@value #RETURN_FACTOR}
 * times the floor: the load that was taken from it must not be what lets it come back at once.
 *
 * @param amount of free memory, or a share of the node's total
 * @param leastBytes the floor is never below it
 */
public record MinFree(Threshold amount, long leastBytes) {
    public static final double RETURN_FACTOR = 1.5;

    /** 5 %, and at least 32 MiB: on the small nodes that this is for, 5 % is less than some single requests take. */
    public static final MinFree DEFAULT = new MinFree(new Threshold(0, 5), 32 << 20);

    /** No floor. */
    public static final MinFree NONE = new MinFree(new Threshold(0, 0), 0);

    /**
     * Reads {@code 5%}, {@code 64MiB} or {@code 0}, which is taken at its word.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    public static MinFree parse(String text) {
        return new MinFree(Threshold.parse(text), 0);
    }

    /** In bytes, for a node with {@code totalBytes} of memory. */
    public long bytesFor(long totalBytes) {
        return Math.max(leastBytes, amount.bytesFor(totalBytes));
    }

    /** With how much of {@link NodeStatus#cautiousFreeBytes} a node that is low is low no more: the least. */
    public long leastToReturn(long totalBytes) {
        return (long) Math.floor(bytesFor(totalBytes) * RETURN_FACTOR) + 1;
    }

    boolean isLow(boolean wasLow, CautiousMemory memory) {
        long floor = bytesFor(memory.last().totalBytes());
        return wasLow
                ? memory.freeBytes() <= floor * RETURN_FACTOR && floor > 0
                : memory.last().freeBytes() < floor;
    }

    /** As {@code 5%, at least 32 MiB}. */
    @Override
    public String toString() {
        return amount + (leastBytes == 0 ? "" : ", at least " + ByteSize.format(leastBytes));
    }
}
