package dev.mandor.manager;

import dev.mandor.daemon.Durations;
import dev.mandor.daemon.WrongUsageException;
import dev.mandor.manager.Strategy.Settings;
import dev.mandor.manager.cluster.Factors;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.SelectionPolicy;
import dev.mandor.manager.cluster.Threshold;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/** The options that decide who serves. The journal keeps them, so that a replay changes only what it is told to change. */
record DecisionOptions(
        Duration tolerance,
        Duration interval,
        Strategy strategy,
        Factors score,
        MinFree minFree,
        Threshold threshold,
        MaxConns maxConns,
        Sticky sticky,
        OnMassSilence onMassSilence) {
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(50);

    /** By their names, in a form that the command line takes; the usual {@code min-free}, which it cannot say, is left out. */
    SortedMap<String, String> toMap() {
        SortedMap<String, String> map = new TreeMap<>();
        map.put("tolerance", exactly(tolerance));
        map.put("interval", exactly(interval));
        map.put("strategy", strategy.toString());
        map.put("score", score.toString());
        map.put("threshold", exactly(threshold));
        map.put("max-conns", maxConns.toString());
        map.put("sticky", sticky.toString());
        map.put("on-mass-silence", onMassSilence.toString());
        if (!minFree.equals(MinFree.DEFAULT)) {
            map.put("min-free", exactly(minFree.amount()));
        }
        return map;
    }

    private static String exactly(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    // Threshold.toString rounds to MiB.
    private static String exactly(Threshold threshold) {
        return threshold.percent() == 0 ? Long.toString(threshold.bytes()) : threshold.percent() + "%";
    }

    SelectionPolicy policy() {
        return strategy.policy(new Settings(threshold, minFree, score, sticky));
    }

    /** As the manager takes them, or a sentence. */
    void check() {
        if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
            throw new WrongUsageException("--interval must be at least 50ms, not " + Durations.format(interval));
        }
        if (tolerance.compareTo(interval.multipliedBy(2)) < 0) {
            throw new WrongUsageException("--tolerance " + Durations.format(tolerance) + " is too short for --interval "
                    + Durations.format(interval) + ": it must be at least twice as long");
        }
        if (sticky != Sticky.NONE && !strategy.canBeSticky()) {
            throw new WrongUsageException("--sticky " + sticky + " cannot be had with --strategy " + strategy);
        }
    }
}
