package dev.mandor.manager;

import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Threshold;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The strategies by the names that they have on the command line. */
enum Strategy {
    MAX_FREE_MEMORY;

    SelectionPolicy policy(Threshold threshold) {
        return switch (this) {
            case MAX_FREE_MEMORY -> new MaxFreeMemory(threshold);
        };
    }

    /** @throws IllegalArgumentException when there is no strategy of that name, with the names that there are */
    static Strategy parse(String name) {
        return Arrays.stream(values())
                .filter(strategy -> strategy.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such strategy; there is "
                        + Arrays.stream(values()).map(Strategy::toString).collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
