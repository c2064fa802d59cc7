package dev.mandor.manager.probe;

import dev.mandor.manager.cluster.ServiceName;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What was found of each service, and when to look again: after the usual time while all is well, after {@link #SOON} when it is
 * not, at once when it is new. One trouble alone is no finding: an nginx that is just being reloaded, or a server that was just
 * lost, is well when it is asked again. Not thread-safe. Pure but for its memory: the time is an argument.
 */
final class Findings<T> {
    static final Duration DOUBT = Duration.ofSeconds(1);
    static final Duration SOON = Duration.ofSeconds(5);
    private static final int STALE = 4; // usual times without a look, and nothing is known any more

    private record Seen<T>(T found, long nanos) {}

    private final Predicate<T> good;
    private final Map<ServiceName, Seen<T>> known = new HashMap<>();
    private final Map<ServiceName, Seen<T>> last = new HashMap<>();

    /** @param good whether what was found is no trouble */
    Findings(Predicate<T> good) {
        this.good = good;
    }

    boolean isDue(ServiceName service, Duration usual, long nowNanos) {
        Seen<T> seen = last.get(service);
        return seen == null
                || nowNanos - seen.nanos() >= rest(service, seen, usual).toNanos();
    }

    private Duration rest(ServiceName service, Seen<T> seen, Duration usual) {
        if (good.test(seen.found())) {
            return usual;
        }
        boolean isKnown = seen.equals(known.get(service));
        return isKnown ? SOON : DOUBT;
    }

    void note(ServiceName service, T found, long nowNanos) {
        Seen<T> seen = new Seen<>(found, nowNanos);
        Seen<T> before = last.put(service, seen);
        boolean isSecond = before != null && !good.test(before.found());
        if (good.test(found) || isSecond) {
            known.put(service, seen);
        }
    }

    /** Whether what is known of {@code service} is a trouble. */
    boolean isKnownBad(ServiceName service) {
        Seen<T> seen = known.get(service);
        return seen != null && !good.test(seen.found());
    }

    /** All are to be looked at again, and at once; what is known stays until then. */
    void doubt() {
        last.clear();
    }

    void retainAll(Collection<ServiceName> services) {
        known.keySet().retainAll(services);
        last.keySet().retainAll(services);
    }

    Map<ServiceName, Report<T>> at(Duration usual, long nowNanos) {
        Map<ServiceName, Report<T>> reports = new HashMap<>();
        known.forEach((service, seen) -> {
            Duration age = Duration.ofNanos(nowNanos - seen.nanos());
            if (age.compareTo(usual.multipliedBy(STALE)) <= 0) {
                reports.put(service, new Report<>(seen.found(), age));
            }
        });
        return reports;
    }
}
