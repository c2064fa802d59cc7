package dev.mandor.agent;

import dev.mandor.model.MemoryReading;
import java.util.List;
import java.util.OptionalLong;

/**
 * The memory of one control group that has a limit, in bytes.
 *
 * @param usageBytes all that is charged to the group and to those below it, the page cache included
 * @param inactiveFileBytes the part of the page cache that was not used lately, which the kernel takes back before it lets
 *     anything fail
 */
record CgroupMemory(long limitBytes, long usageBytes, long inactiveFileBytes) {
    private static final long ONE_PEBIBYTE = 1L << 50;
    private static final int LONGEST_AMOUNT = 18; // digits; with more it is beyond all memory

    /**
     * What new work can take: the limit less the working set, as Kubernetes' kubelet and {@code docker stats} reckon it. It is
     * what {@code MemAvailable} is for a host, a little less generous: also a part of the active page cache could go.
     */
    long freeBytes() {
        long workingSet = Math.max(0, usageBytes - inactiveFileBytes);
        return Math.max(0, limitBytes - workingSet);
    }

    /**
     * What a process has that is subject to all of {@code groups}. Whichever group is tightest says how much is free: a wide
     * one that its other children have filled stops it as surely as its own. Never more than the host has: limits may promise
     * more than there is.
     *
     * @param groups not empty
     */
    static MemoryReading tightest(List<CgroupMemory> groups, MemoryReading host) {
        long free = host.freeBytes();
        long total = host.totalBytes();
        for (CgroupMemory group : groups) {
            free = Math.min(free, group.freeBytes());
            total = Math.min(total, group.limitBytes());
        }
        return new MemoryReading(free, total);
    }

    /**
     * Reads {@code memory.max} or {@code memory.limit_in_bytes}. Empty when there is no limit: version 2 says {@code max},
     * version 1 the largest number of whole pages that it can count to.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static OptionalLong parseLimit(String text) {
        String limit = text.strip();
        if (limit.equals("max") || (limit.length() > LONGEST_AMOUNT && limit.matches("[0-9]+"))) {
            return OptionalLong.empty();
        }
        long bytes = parseAmount(limit);
        return bytes > ONE_PEBIBYTE ? OptionalLong.empty() : OptionalLong.of(bytes);
    }

    /** @throws IllegalArgumentException when {@code text} is no number of bytes */
    static long parseAmount(String text) {
        String amount = text.strip();
        if (amount.length() > LONGEST_AMOUNT || !amount.matches("[0-9]+")) {
            throw new IllegalArgumentException("not a number of bytes");
        }
        return Long.parseLong(amount);
    }

    /**
     * Reads one line of {@code memory.stat}.
     *
     * @throws IllegalArgumentException when it is not there
     */
    static long parseStat(String text, String key) {
        return text.lines()
                .filter(line -> line.startsWith(key + " "))
                .map(line -> parseAmount(line.substring(key.length())))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no line " + key));
    }
}
