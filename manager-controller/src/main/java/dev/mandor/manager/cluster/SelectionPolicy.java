package dev.mandor.manager.cluster;

import dev.mandor.model.Endpoint;
import java.util.Optional;

/** A strategy: who should serve. Pure, so the same snapshot and incumbent always give the same decision. */
public interface SelectionPolicy {
    /**
     * Decides for {@code snapshot}.
     *
     * @param incumbent where traffic goes now, if anywhere: named by its endpoint, which is what nginx knows of it. A
     *     strategy may prefer it, so as not to switch without need
     */
    Decision decide(ClusterSnapshot snapshot, Optional<Endpoint> incumbent);
}
