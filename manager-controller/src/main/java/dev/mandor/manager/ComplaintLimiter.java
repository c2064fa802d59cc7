package dev.mandor.manager;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets each sender be complained about at most once in ten seconds, so that nobody can flood the log. Knows a bounded number
 * of senders: behind forged addresses the oldest is forgotten. Used by one thread.
 */
final class ComplaintLimiter {
    static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int MAX_SENDERS = 1024;

    private final Map<InetAddress, Long> lastNanos = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Long> eldest) {
            return size() > MAX_SENDERS;
        }
    };

    boolean mayComplain(InetAddress sender, long nowNanos) {
        Long last = lastNanos.get(sender);
        if (last != null && nowNanos - last < PAUSE.toNanos()) {
            return false;
        }
        lastNanos.put(sender, nowNanos);
        return true;
    }
}
