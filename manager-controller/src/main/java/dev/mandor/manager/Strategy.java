package dev.mandor.manager;

import dev.mandor.manager.cluster.Balancing;
import dev.mandor.manager.cluster.Factors;
import dev.mandor.manager.cluster.LeastConn;
import dev.mandor.manager.cluster.MaxFreeMemory;
import dev.mandor.manager.cluster.MemoryWeighted;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.RoundRobin;
import dev.mandor.manager.cluster.Score;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Threshold;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The strategies by the names that they have on the command line and on labels. */
enum Strategy {
    MAX_FREE_MEMORY,
    MEMORY_WEIGHTED,
    ROUND_ROBIN,
    LEAST_CONN,
    SCORE;

    /** What the strategies can be told. Each takes what concerns it. */
    record Settings(Threshold threshold, MinFree minFree, Factors score, Sticky sticky) {}

    /** Whether many nodes serve, in an order that stickiness may replace. */
    boolean canBeSticky() {
        return switch (this) {
            case MEMORY_WEIGHTED, ROUND_ROBIN, SCORE -> true;
            case MAX_FREE_MEMORY, LEAST_CONN -> false;
        };
    }

    SelectionPolicy policy(Settings settings) {
        Balancing balancing = settings.sticky().balancing();
        return switch (this) {
            case MAX_FREE_MEMORY -> new MaxFreeMemory(settings.threshold());
            case MEMORY_WEIGHTED -> new MemoryWeighted(balancing, settings.minFree());
            case ROUND_ROBIN -> new RoundRobin(balancing);
            case LEAST_CONN -> new LeastConn();
            case SCORE -> new Score(balancing, settings.minFree(), settings.score());
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
