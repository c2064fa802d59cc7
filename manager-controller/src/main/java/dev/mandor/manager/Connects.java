package dev.mandor.manager;

import dev.mandor.model.Endpoint;
import java.util.Collection;
import java.util.Set;

/** Tries to connect. Used by one thread. */
@FunctionalInterface
interface Connects {
    /**
     * Tries all of them at once, and closes what it opened.
     *
     * @return those of {@code endpoints} from which nothing came back in time, neither a connection nor a refusal
     */
    Set<Endpoint> unanswered(Collection<Endpoint> endpoints);
}
