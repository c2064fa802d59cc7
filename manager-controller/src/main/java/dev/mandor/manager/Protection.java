package dev.mandor.manager;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.Serving;

/** Limits what servers may have under way. Used by the control loop's thread only. */
interface Protection {
    /** None. */
    Protection NONE = (plan, snapshot, serving) -> plan;

    /** {@code plan} with its limits, for a service as seen in {@code snapshot} and served so far as in {@code serving}. */
    RoutingPlan protect(RoutingPlan plan, ClusterSnapshot snapshot, Serving serving);

    /** Is shown each snapshot before plans are made for it. */
    default void observe(ClusterSnapshot snapshot, long nowNanos) {}
}
