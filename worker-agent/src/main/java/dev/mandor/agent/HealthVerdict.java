package dev.mandor.agent;

/**
 * What is believed of the web service. Two equal results in a row change it: a single lost packet, or one connection that a
 * restarting service still accepted, must not move the traffic of a whole site. Only the very first result counts alone,
 * since there is nothing to hold against it.
 */
enum HealthVerdict {
    /** Nobody has looked yet. Healthy: not to look must not be worse than to say nothing of health at all. */
    UNKNOWN,
    HEALTHY,
    /** Healthy, but the last look says otherwise. */
    DOUBTED,
    UNHEALTHY,
    /** Unhealthy, but the last look says otherwise. */
    RECOVERING;

    /** What is believed after one more look. */
    HealthVerdict next(boolean healthy) {
        return switch (this) {
            case UNKNOWN, DOUBTED, RECOVERING -> healthy ? HEALTHY : UNHEALTHY;
            case HEALTHY -> healthy ? HEALTHY : DOUBTED;
            case UNHEALTHY -> healthy ? RECOVERING : UNHEALTHY;
        };
    }

    /** What the heartbeats say meanwhile. */
    boolean isHealthy() {
        return switch (this) {
            case UNKNOWN, HEALTHY, DOUBTED -> true;
            case UNHEALTHY, RECOVERING -> false;
        };
    }

    /** Whether the next look can wait for the interval. */
    boolean isSettled() {
        return this == HEALTHY || this == UNHEALTHY;
    }
}
