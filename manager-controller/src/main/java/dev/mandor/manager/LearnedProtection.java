package dev.mandor.manager;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.ConnectionLimits;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.Serving;
import dev.mandor.manager.nginx.ConnectionCounter;
import dev.mandor.model.ByteSize;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code --max-conns auto}: learns what a request costs while the manager runs. */
final class LearnedProtection implements Protection {
    private static final Logger log = LoggerFactory.getLogger(LearnedProtection.class);

    private final ConnectionCounter counter;
    private final MinFree floor;
    private ConnectionLimits limits = ConnectionLimits.UNKNOWN;

    LearnedProtection(ConnectionCounter counter, MinFree floor) {
        this.counter = counter;
        this.floor = floor;
    }

    @Override
    public void observe(ClusterSnapshot snapshot, long nowNanos) {
        counter.take().ifPresent(connections -> {
            boolean wasKnown = limits.requestBytes().isPresent();
            limits = limits.with(snapshot, connections, nowNanos);
            if (!wasKnown && limits.requestBytes().isPresent()) {
                counter.relax();
                log.info(
                        "a request takes about {} of memory while it is under way: servers are limited now",
                        ByteSize.format(Math.round(limits.requestBytes().getAsDouble())));
            }
        });
    }

    @Override
    public RoutingPlan protect(RoutingPlan plan, ClusterSnapshot snapshot, Serving serving) {
        return limits.limit(plan, snapshot, serving, floor);
    }
}
