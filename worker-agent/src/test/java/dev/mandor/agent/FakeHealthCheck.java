package dev.mandor.agent;

import java.time.Duration;
import java.util.Optional;

/** A web service that is as it is set: up, down, in no known place, or the cause of a fault. */
final class FakeHealthCheck implements HealthCheck {
    volatile Optional<HealthResult> result = Optional.empty();
    volatile RuntimeException fault;
    volatile Duration deadline;

    void up() {
        result = Optional.of(new HealthResult(true, "it answers"));
    }

    void down() {
        result = Optional.of(new HealthResult(false, "connection refused"));
    }

    @Override
    public Optional<HealthResult> check(Duration deadline) {
        this.deadline = deadline;
        if (fault != null) {
            throw fault;
        }
        return result;
    }
}
