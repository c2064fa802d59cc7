package dev.mandor.manager.probe;

import dev.mandor.model.Endpoint;
import java.util.Optional;

/**
 * Whether the fallback of a service answers.
 *
 * @param fallback where it was asked
 * @param obstacle why it does not, as {@code refuses connections}; empty when it does
 */
public record FallbackAnswer(Endpoint fallback, Optional<String> obstacle) {
    public boolean answers() {
        return obstacle.isEmpty();
    }
}
