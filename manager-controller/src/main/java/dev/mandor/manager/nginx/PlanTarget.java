package dev.mandor.manager.nginx;

import dev.mandor.manager.cluster.RoutingTable;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.cluster.Serving;

/** What carries out plans, as the control loop sees it. No call ever waits. */
public interface PlanTarget {
    /**
     * Says what is wanted from now on. Called by one thread only, with each tick, changed or not.
     *
     * @param settled false while the manager may not have heard of every worker yet: then only an nginx that serves nothing
     *     at all is given the plans
     */
    void want(RoutingTable table, boolean settled);

    /** Where nginx sends the requests of a service now, as far as known: what was found in its file, then what was applied. */
    Serving serving(ServiceName service);
}
