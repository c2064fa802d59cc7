package dev.mandor.agent;

import java.time.Duration;
import java.util.Optional;

/** A way to look at this node's web service. Used by the thread of the {@link HealthMonitor} only. */
interface HealthCheck {
    /** Finds every web service healthy: for who does not want his looked at. */
    HealthCheck NONE = deadline -> Optional.of(new HealthResult(true, "it is not looked at"));

    /**
     * Looks once, for at most {@code deadline}; only the lookup of a name may take longer.
     *
     * @return empty when it is not known where to look, so that nothing follows from it
     */
    Optional<HealthResult> check(Duration deadline);
}
