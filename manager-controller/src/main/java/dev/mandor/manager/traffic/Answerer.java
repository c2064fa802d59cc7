package dev.mandor.manager.traffic;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.mandor.model.Endpoint;
import java.util.Optional;

/**
 * Who answered a request.
 *
 * @param server of a server; empty for all others
 */
public record Answerer(Kind kind, Optional<Endpoint> server) {
    public static final Answerer FALLBACK = new Answerer(Kind.FALLBACK, Optional.empty());
    public static final Answerer NGINX = new Answerer(Kind.NGINX, Optional.empty());
    public static final Answerer OTHER = new Answerer(Kind.OTHER, Optional.empty());

    /** In JSON in lower case. */
    public enum Kind {
        @JsonProperty("server")
        SERVER,
        @JsonProperty("fallback")
        FALLBACK,
        /** nginx itself: nobody was asked, or nobody was left to ask. */
        @JsonProperty("nginx")
        NGINX,
        /** A server that the plan has no more. */
        @JsonProperty("other")
        OTHER
    }

    static Answerer of(TrafficLine line) {
        if (line.fallback()) {
            return FALLBACK;
        }
        return line.server().isPresent() ? new Answerer(Kind.SERVER, line.server()) : NGINX;
    }
}
