package dev.mandor.manager.probe;

import dev.mandor.daemon.Problem;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.probe.HttpProbe.NoConnectionException;
import dev.mandor.model.Endpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread "probe": asks each site through nginx, as a client does, about once a minute, after each new configuration, and soon again
 * when something is wrong; and the fallback, more often while it serves. Whatever it waits for, nobody waits for it. What it found is
 * there for any thread that asks.
 */
public final class Prober implements Runnable {
    /** Short enough that what clients meet is told within a minute, with the second look that a trouble takes. */
    static final Duration SITE = Duration.ofSeconds(45);

    static final Duration FALLBACK_IDLE = Duration.ofSeconds(30);
    static final Duration FALLBACK_SERVING = Duration.ofSeconds(5);
    private static final Duration PLACE_KEPT = Duration.ofSeconds(60);
    private static final int LOOK_MILLIS = 250;
    private static final Logger log = LoggerFactory.getLogger(Prober.class);

    /**
     * What there is to ask.
     *
     * @param version of the configuration that nginx took last; empty when it took none yet
     */
    public record Targets(Optional<String> version, List<Site> sites) {}

    private final Place.Source places;
    private final FallbackSource fallbacks;
    private final Supplier<Targets> targets;
    private final LongSupplier ticker;
    private final HttpProbe http;

    private final Findings<SiteAnswer> sites = new Findings<>(SiteAnswer::isGood);
    private final Findings<FallbackAnswer> fallbackFindings = new Findings<>(FallbackAnswer::answers);
    private final Problem problem = new Problem();
    private Optional<Place> place = Optional.empty();
    private Optional<Endpoint> fallback = Optional.empty();
    private Optional<String> version = Optional.empty();
    private boolean everAnswered; // at that place
    private long placeNanos;

    /** Tells the fallback of all services; may wait for the docker program. */
    @FunctionalInterface
    public interface FallbackSource {
        /** @throws IOException when nobody can tell */
        Endpoint get() throws IOException, InterruptedException;
    }

    /**
     * @param places asked by this thread, now and then
     * @param ticker the monotonic clock
     */
    public Prober(Place.Source places, FallbackSource fallbacks, Supplier<Targets> targets, LongSupplier ticker) {
        this.places = places;
        this.fallbacks = fallbacks;
        this.targets = targets;
        this.ticker = ticker;
        this.http = new HttpProbe(ticker);
    }

    /** What was found, as of now. From any thread; waits for no request. */
    public Probes probes() {
        synchronized (sites) {
            long now = ticker.getAsLong();
            return new Probes(
                    true, place.map(Place::address), sites.at(SITE, now), fallbackFindings.at(FALLBACK_IDLE, now));
        }
    }

    /** Runs until interrupted. */
    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                lookSafely();
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookSafely() throws InterruptedException {
        try {
            look();
            problem.ends();
        } catch (IOException | RuntimeException e) { // it only tells: the next look may do better
            if (problem.begins(String.valueOf(e.getMessage()))) {
                log.debug("the sites cannot be asked", e);
            }
        }
    }

    /** Asks whoever is to be asked now. */
    void look() throws IOException, InterruptedException {
        Targets now = targets.get();
        synchronized (sites) {
            List<ServiceName> services = now.sites().stream().map(Site::service).toList();
            sites.retainAll(services);
            fallbackFindings.retainAll(services);
            if (!now.version().equals(version)) {
                version = now.version();
                sites.doubt();
            }
        }
        findFallback();
        for (Site site : now.sites()) {
            lookAtFallback(site);
        }
        findPlace();
        for (Site site : now.sites()) {
            lookAtSite(site);
        }
    }

    private void lookAtSite(Site site) {
        if (version.isEmpty() || place.isEmpty() || !sites.isDue(site.service(), SITE, ticker.getAsLong())) {
            return;
        }
        SiteAnswer answer = ask(site, place.get(), version.get());
        synchronized (sites) {
            boolean wasBad = sites.isKnownBad(site.service());
            sites.note(site.service(), answer, ticker.getAsLong());
            tell(site, wasBad, answer);
        }
        everAnswered |= answer.kind() == SiteAnswer.Kind.SERVER || answer.kind() == SiteAnswer.Kind.NGINX;
    }

    private void tell(Site site, boolean wasBad, SiteAnswer answer) {
        boolean isBad = sites.isKnownBad(site.service());
        if (isBad && !wasBad) {
            log.warn("{} is not answered as it should be at {}: {}", site.service(), address(), answer.inWords());
        } else if (wasBad && !isBad) {
            log.info("{} is answered again at {}: {}", site.service(), address(), answer.inWords());
        } else {
            log.debug("{} was asked at {}: {}", site.service(), address(), answer.inWords());
        }
    }

    private String address() {
        return place.map(it -> it.address().toString()).orElse("?");
    }

    private SiteAnswer ask(Site site, Place at, String token) {
        try {
            String host = site.hostAt(at.address());
            return http.head(at.address(), host, Optional.of(SiteAnswer.FIELD + ": " + token))
                    .map(head -> SiteAnswer.of(head, token))
                    .orElseGet(() -> SiteAnswer.without(SiteAnswer.Kind.NO_ANSWER, "what came is no HTTP"));
        } catch (NoConnectionException e) {
            boolean isKnown = at.certain() || everAnswered;
            return SiteAnswer.without(
                    isKnown ? SiteAnswer.Kind.REFUSED : SiteAnswer.Kind.UNREACHABLE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return SiteAnswer.without(SiteAnswer.Kind.NO_ANSWER, String.valueOf(e.getMessage()));
        }
    }

    private void lookAtFallback(Site site) {
        Duration usual = site.byFallback() ? FALLBACK_SERVING : FALLBACK_IDLE;
        if (fallback.isEmpty() || !fallbackFindings.isDue(site.service(), usual, ticker.getAsLong())) {
            return;
        }
        FallbackAnswer answer = askFallback(site, site.fallback(fallback.get()));
        synchronized (sites) {
            fallbackFindings.note(site.service(), answer, ticker.getAsLong());
        }
    }

    private FallbackAnswer askFallback(Site site, Endpoint at) {
        try {
            boolean speaks = http.head(at, site.hostAt(at), Optional.empty()).isPresent();
            return new FallbackAnswer(at, speaks ? Optional.empty() : Optional.of("speaks no HTTP"));
        } catch (NoConnectionException e) {
            boolean refused = String.valueOf(e.getMessage()).contains("refused");
            return new FallbackAnswer(
                    at, Optional.of(refused ? "refuses connections" : "cannot be connected to: " + e.getMessage()));
        } catch (IOException e) {
            return new FallbackAnswer(at, Optional.of("does not answer: " + e.getMessage()));
        }
    }

    private void findFallback() throws IOException, InterruptedException {
        if (fallback.isEmpty()) {
            fallback = Optional.of(fallbacks.get());
        }
    }

    // A container may be published at another port after it was replaced. Where the old place answers, nobody need be
    // asked.
    private void findPlace() throws IOException, InterruptedException {
        long now = ticker.getAsLong();
        if (place.isPresent() && (now - placeNanos < PLACE_KEPT.toNanos() || allGood())) {
            return;
        }
        placeNanos = now;
        Place found = ask(place);
        if (!place.equals(Optional.of(found))) {
            synchronized (sites) {
                place = Optional.of(found);
            }
            everAnswered = false;
        }
    }

    private Place ask(Optional<Place> known) throws IOException, InterruptedException {
        try {
            return places.get();
        } catch (IOException e) {
            return known.orElseThrow(() -> e); // an engine that is away does not change where clients ask
        }
    }

    private boolean allGood() {
        return sites.at(SITE, ticker.getAsLong()).values().stream()
                .allMatch(report -> report.found().isGood());
    }
}
