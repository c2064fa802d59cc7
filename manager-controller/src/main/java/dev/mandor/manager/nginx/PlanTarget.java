package dev.mandor.manager.nginx;

import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.model.Endpoint;
import java.util.Optional;

/** What carries out plans, as the control loop sees it. No call ever waits. */
public interface PlanTarget {
    /**
     * Says what is wanted from now on. Called by one thread only, with each tick, changed or not.
     *
     * @param settled false while the manager may not have heard of every worker yet: then only an nginx that serves nothing
     *     at all is given the plan
     */
    void want(RoutingPlan plan, boolean settled);

    /** Where nginx sends requests now, as far as known: what was found in its file, then what was applied. */
    Optional<Endpoint> serving();
}
