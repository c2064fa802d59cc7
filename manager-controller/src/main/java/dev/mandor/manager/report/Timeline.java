package dev.mandor.manager.report;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Figures by who answered and by time, in at most {@value #SLOTS} slots of time: a second each at first, and whenever the log
 * turns out to be longer, two become one. So a minute and a year take the same memory, and no more points than a screen can
 * show. Not thread-safe.
 */
final class Timeline {
    static final int SLOTS = 480;

    private final Map<String, Figures[]> slots = new TreeMap<>();
    private long start = -1;
    private long widthMillis = 1000;
    private int used;

    /** Returns false, and leaves the request out, when it is older than the first by a second or more. */
    boolean add(String who, LogEntry entry) {
        if (start < 0) {
            start = entry.epochMillis() / 1000 * 1000;
        }
        long since = Math.max(-1, entry.epochMillis() - start);
        if (since < 0) {
            return false;
        }
        while (since / widthMillis >= SLOTS) {
            halve();
        }
        int slot = (int) (since / widthMillis);
        used = Math.max(used, slot + 1);
        add(slots.computeIfAbsent(who, name -> new Figures[SLOTS]), slot, entry);
        return true;
    }

    private static void add(Figures[] row, int slot, LogEntry entry) {
        if (row[slot] == null) {
            row[slot] = new Figures();
        }
        row[slot].add(entry);
    }

    private void halve() {
        widthMillis *= 2;
        used = (used + 1) / 2;
        slots.values().forEach(Timeline::halve);
    }

    private static void halve(Figures[] row) {
        for (int i = 0; i < SLOTS; i += 2) {
            Figures first = row[i];
            Figures second = row[i + 1];
            if (first != null && second != null) {
                first.add(second);
            }
            row[i / 2] = first == null ? second : first;
        }
        Arrays.fill(row, SLOTS / 2, SLOTS, null);
    }

    /** In milliseconds since the epoch. */
    long start() {
        return start;
    }

    long widthMillis() {
        return widthMillis;
    }

    /** How many slots there are up to the last request. */
    int used() {
        return used;
    }

    /** Null where {@code who} answered nothing. */
    Figures at(String who, int slot) {
        Figures[] row = slots.get(who);
        return row == null ? null : row[slot];
    }
}
