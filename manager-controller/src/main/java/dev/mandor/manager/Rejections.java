package dev.mandor.manager;

import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what was dropped, and says so in one line in ten seconds at most, so that nobody can flood the log: the first at
 * once, what follows in sum with the next. Any thread may count; one tells.
 */
final class Rejections {
    static final Duration PAUSE = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Rejections.class);
    private static final int MOST_NAMED = 3;

    private final Map<Rejection, LongAdder> counts = new EnumMap<>(Rejection.class);
    private final Map<Rejection, Long> told = new EnumMap<>(Rejection.class);
    private final Set<InetAddress> senders = new LinkedHashSet<>(); // since a line was written; one more than are named
    private final LongAdder believed = new LongAdder();
    private final RefusedSenders refused = new RefusedSenders();
    private boolean hasTold;
    private long toldNanos;

    Rejections() {
        for (Rejection rejection : Rejection.values()) {
            counts.put(rejection, new LongAdder());
            told.put(rejection, 0L);
        }
    }

    void count(Rejection rejection) {
        counts.get(rejection).increment();
    }

    /** A heartbeat was believed. */
    void countBelieved() {
        believed.increment();
    }

    /** Who was refused lately. From any thread. */
    RefusedSenders refused() {
        return refused;
    }

    /** How many were believed since the start. From any thread. */
    long believed() {
        return believed.sum();
    }

    /** How many were dropped since the start, by reason in the words of a metric's label. From any thread. */
    Map<String, Long> totals() {
        Map<String, Long> totals = new LinkedHashMap<>();
        counts.forEach((rejection, count) -> totals.put(rejection.name().toLowerCase(Locale.ROOT), count.sum()));
        return totals;
    }

    /** How many were dropped for this reason since the start. From any thread. */
    long total(Rejection rejection) {
        return counts.get(rejection).sum();
    }

    /** One of {@code sender} was dropped and counted. */
    void tell(InetAddress sender, String why, long nowNanos) {
        if (senders.size() <= MOST_NAMED) {
            senders.add(sender);
        }
        tell(why, nowNanos);
    }

    /** More came than could be looked at, if that is so. */
    void tellOfOverflow(long nowNanos) {
        if (total(Rejection.OVERFLOW) > told.get(Rejection.OVERFLOW)) {
            tell("more came than could be looked at", nowNanos);
        }
    }

    private void tell(String why, long nowNanos) {
        if (hasTold && nowNanos - toldNanos < PAUSE.toNanos()) {
            return;
        }
        Map<Rejection, Long> news = news();
        long sum = news.values().stream().mapToLong(Long::longValue).sum();
        if (sum == 1 && !senders.isEmpty()) {
            log.warn("dropped a datagram from {}: {}", names(), why);
        } else {
            log.warn("dropped {} datagrams{}: {}; the last: {}", sum, from(), kinds(news), why);
        }
        hasTold = true;
        toldNanos = nowNanos;
        senders.clear();
    }

    private Map<Rejection, Long> news() {
        Map<Rejection, Long> news = new EnumMap<>(Rejection.class);
        counts.forEach((rejection, adder) -> {
            long total = adder.sum();
            long before = told.put(rejection, total);
            if (total > before) {
                news.put(rejection, total - before);
            }
        });
        return news;
    }

    private String from() {
        return senders.isEmpty() ? "" : " from " + names();
    }

    private String names() {
        Stream<String> named = senders.stream().limit(MOST_NAMED).map(InetAddress::getHostAddress);
        Stream<String> others = senders.size() > MOST_NAMED ? Stream.of("others") : Stream.empty();
        return Stream.concat(named, others).collect(Collectors.joining(", "));
    }

    private static String kinds(Map<Rejection, Long> news) {
        return news.entrySet().stream()
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
    }
}
