package dev.mandor.manager.probe;

import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.model.Endpoint;
import java.util.Map;
import java.util.Optional;

/**
 * What was found, for each service. One that is absent is not known yet.
 *
 * @param on whether sites are asked at all
 * @param place where clients reach nginx, as far as is known
 */
public record Probes(
        boolean on,
        Optional<Endpoint> place,
        Map<ServiceName, Report<SiteAnswer>> sites,
        Map<ServiceName, Report<FallbackAnswer>> fallbacks) {
    /** Nothing is asked. */
    public static final Probes OFF = new Probes(false, Optional.empty(), Map.of(), Map.of());

    public Probes {
        sites = Map.copyOf(sites);
        fallbacks = Map.copyOf(fallbacks);
    }

    public Optional<SiteAnswer> site(ServiceName service) {
        return Optional.ofNullable(sites.get(service)).map(Report::found);
    }

    public Optional<FallbackAnswer> fallback(ServiceName service) {
        return Optional.ofNullable(fallbacks.get(service)).map(Report::found);
    }
}
