package dev.mandor.manager;

import dev.mandor.auth.KeyFile;
import dev.mandor.auth.KeyFileException;
import dev.mandor.auth.KeyRing;
import dev.mandor.auth.WatchedKeys;
import dev.mandor.daemon.Durations;
import dev.mandor.daemon.WrongUsageException;
import dev.mandor.manager.cluster.Membership;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The options that say whose heartbeats are believed. */
final class AdmissionOptions {
    private static final Duration SHORTEST_MAX_AGE = Duration.ofSeconds(1);
    private static final Duration LONGEST_MAX_AGE = Duration.ofDays(1);
    private static final int MOST_NODES = 10_000; // so many were measured

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description =
                    "Believe only heartbeats that are signed with a key in FILE: a line KEYID NODE SECRET for each, as 'manager"
                            + " keys new NODE' prints it. Nobody else may read FILE (chmod 0600). It is read again when it"
                            + " changes.")
    private Path keyFile;

    @Option(
            names = "--max-age",
            paramLabel = "DURATION",
            defaultValue = "60",
            description =
                    "With --key-file: how far the time in a heartbeat may be from this machine's. What was recorded"
                            + " cannot be replayed later than that.")
    private Duration maxAge;

    @Option(
            names = "--allow",
            paramLabel = "CIDR",
            split = ",",
            showDefaultValue = Visibility.NEVER,
            description =
                    "Nodes may advertise addresses in this network. Repeat it, or separate by commas. Without it, only the"
                            + " address that the heartbeat comes from, or any if it is signed.")
    private List<Network> allowed = List.of();

    @Option(
            names = "--max-nodes",
            paramLabel = "N",
            defaultValue = "256",
            description = "How many nodes may be known at once; from 1 to 10000. Others are dropped.")
    private int maxNodes;

    @Option(
            names = "--forget-after",
            paramLabel = "DURATION",
            defaultValue = "24h",
            description = "A node that is down or has left is forgotten when it was silent for so long.")
    private Duration forgetAfter;

    /** @throws WrongUsageException when one is out of its bounds, or does not fit to {@code tolerance} */
    void check(Duration tolerance) {
        if (maxAge.compareTo(SHORTEST_MAX_AGE) < 0 || maxAge.compareTo(LONGEST_MAX_AGE) > 0) {
            throw new WrongUsageException("--max-age must be from 1s to 24h, not " + Durations.format(maxAge));
        }
        if (maxNodes < 1 || maxNodes > MOST_NODES) {
            throw new WrongUsageException("--max-nodes must be from 1 to " + MOST_NODES + ", not " + maxNodes);
        }
        if (forgetAfter.compareTo(tolerance) < 0) {
            throw new WrongUsageException("--forget-after " + Durations.format(forgetAfter)
                    + " is shorter than the tolerance of " + Durations.format(tolerance));
        }
    }

    Membership membership() {
        return new Membership(maxNodes, forgetAfter);
    }

    Optional<Path> keyFile() {
        return Optional.ofNullable(keyFile);
    }

    Duration maxAge() {
        return maxAge;
    }

    /**
     * The keys, empty when none are asked for.
     *
     * @throws WrongUsageException when the key file cannot be used
     */
    Optional<WatchedKeys<KeyRing>> keys() {
        if (keyFile == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(new WatchedKeys<>(new KeyFile(keyFile), UnaryOperator.identity()));
        } catch (KeyFileException e) {
            throw new WrongUsageException(e.getMessage());
        }
    }

    Admission admission(Optional<WatchedKeys<KeyRing>> keys) {
        return new Admission(keys.map(watched -> watched::current), new AddressRule(allowed, keys.isPresent()), maxAge);
    }

    /** Looks each second whether the key file has changed, until interrupted. */
    static void watch(WatchedKeys<KeyRing> keys) {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(1);
                keys.refresh();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
