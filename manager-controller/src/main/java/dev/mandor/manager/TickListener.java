package dev.mandor.manager;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.Service;
import java.util.Map;

/** Is told what each tick saw and decided, by the control loop's thread, after the plans are on their way. */
@FunctionalInterface
interface TickListener {
    /** Nobody wants to know. */
    TickListener NONE = (snapshot, decisions, made) -> {};

    /**
     * Must not wait or throw.
     *
     * @param made whether nginx is to have these decisions now; false while the manager has not heard enough yet, or while a change
     *     has to wait
     */
    void onTick(ClusterSnapshot snapshot, Map<Service, Decision> decisions, boolean made);
}
