package dev.mandor.manager.view;

import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.probe.FallbackAnswer;
import dev.mandor.manager.probe.Probes;
import dev.mandor.manager.probe.SiteAnswer;
import dev.mandor.manager.view.Overview.Verdict;
import dev.mandor.model.Endpoint;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What clients get: of each service by the request that was tried at its site, of all by the worst of them and by what nginx has.
 * The plan says what they should get, and counts only as long as nothing was tried. Pure.
 *
 * @param requestsPerSecond of the services of which that is known
 */
record Headlines(Probes probes, Map<ServiceName, Double> requestsPerSecond) {

    /** Of each service, in the order of {@code plans}. */
    Map<Service, Headline> ofEach(Map<Service, RoutingPlan> plans) {
        Map<Service, Headline> headlines = new LinkedHashMap<>();
        plans.forEach((service, plan) -> headlines.put(service, of(service, plan)));
        return headlines;
    }

    /**
     * Of all.
     *
     * @param settled whether the manager has heard enough since its start to change what nginx serves
     */
    static Headline ofAll(Map<Service, Headline> services, NginxWatch.State nginx, boolean settled) {
        if (!settled && !nginx.applied()) {
            return Headline.starting(nginx.problem()
                    .map(problem -> "starting: nginx cannot be reached: " + problem)
                    .orElse("unknown: nothing was heard of nginx yet"));
        }
        Optional<Map.Entry<Service, Headline>> worst = services.entrySet().stream()
                .max(Comparator.comparing(entry -> badness(entry.getValue().verdict())));
        if (worst.isEmpty()) {
            return Headline.degraded(
                    "degraded: there is no service", "label one with mandor.enable=true, or name it with --service");
        }
        Headline ofWorst = services.size() > 1
                ? named(worst.get(), services.size())
                : worst.get().getValue();
        return given(ofWorst, nginx);
    }

    /** What it comes to, given what nginx has: clients that feel worse than that come first. */
    static Headline given(Headline headline, NginxWatch.State nginx) {
        boolean isBad = badness(headline.verdict()) >= badness(Verdict.DEGRADED);
        return isBad || nginx.applied() ? headline : withoutPlan(headline, nginx);
    }

    private static Headline named(Map.Entry<Service, Headline> worst, int services) {
        return worst.getValue().verdict() == Verdict.SERVING
                ? Headline.serving("serving: workers answer for each of " + services + " services")
                : worst.getValue().of(worst.getKey().name().value());
    }

    private static Headline withoutPlan(Headline otherwise, NginxWatch.State nginx) {
        String problem = nginx.problem().orElse("nothing was heard of it yet");
        return Headline.degraded(
                "degraded: nginx runs another plan than the wanted one: " + problem
                        + (otherwise.verdict() == Verdict.SERVING ? " (" + otherwise.sentence() + ")" : ""),
                NginxRemedies.of(problem));
    }

    private static int badness(Verdict verdict) {
        return switch (verdict) {
            case SERVING -> 0;
            case STARTING -> 1;
            case DEGRADED -> 2;
            case FAILING -> 3;
        };
    }

    private Headline of(Service service, RoutingPlan plan) {
        Optional<FallbackAnswer> deadFallback = probes.fallback(service.name()).filter(fallback -> !fallback.answers());
        if (plan.servers().isEmpty() && plan.reserve().isEmpty() && deadFallback.isPresent()) {
            return ofDeadFallback(deadFallback.get());
        }
        return probes.site(service.name())
                .map(answer -> ofAnswer(answer, service, plan))
                .orElseGet(() -> ofPlan(plan));
    }

    private static Headline ofDeadFallback(FallbackAnswer fallback) {
        return Headline.failing(
                "clients get errors: no worker can serve, and the fallback " + fallback.fallback() + " "
                        + fallback.obstacle().orElseThrow(),
                "start the web service of a node ('manager explain' says what each lacks), or one at "
                        + fallback.fallback() + ", or name another with --fallback");
    }

    private Headline ofPlan(RoutingPlan plan) {
        if (plan.servers().isEmpty()) {
            return Headline.degraded(
                    "degraded: by the plan the fallback serves", "'manager explain' says of each node why");
        }
        return probes.on()
                ? Headline.starting("starting: " + plan + ", and no request was tried yet")
                : Headline.serving("serving: " + plan + "; no site is asked, see --probe");
    }

    private Headline ofAnswer(SiteAnswer answer, Service service, RoutingPlan plan) {
        String at = where(service);
        return switch (answer.kind()) {
            case SERVER -> ofServer(answer, service, plan);
            case NGINX -> ofNginx(answer);
            case ANOTHER_SITE ->
                Headline.failing(
                        "clients reach another site: what answers at " + at + " (status " + answer.status()
                                + (answer.words().isEmpty() ? "" : ", " + answer.words()) + ") is not Mandor's",
                        "'nginx -T' where nginx runs shows each site: remove the one of that name and port, or Mandor's"
                                + " file is not loaded any more ('manager check' tells); see --probe if clients reach"
                                + " nginx elsewhere");
            case NO_ANSWER ->
                Headline.failing(
                        "clients get no answer at " + at + ": " + answer.words(),
                        "see whether nginx runs and is not paused (docker ps, docker unpause), or the application"
                                + " hangs; then nginx's error log");
            case REFUSED ->
                Headline.failing(
                        "clients get no connection at " + at + ": " + answer.words(),
                        "see whether nginx runs and its port is published here (docker ps), and firewalls; if clients"
                                + " reach nginx elsewhere, name that with --probe IP:PORT");
            case UNREACHABLE ->
                Headline.degraded(
                        "unknown what clients get: nothing accepts connections at " + at + " (" + answer.words()
                                + "), where nginx is supposed to be; by the plan " + plan,
                        "name where clients reach nginx with --probe IP:PORT, or off");
        };
    }

    private Headline ofServer(SiteAnswer answer, Service service, RoutingPlan plan) {
        Endpoint server = answer.server().orElseThrow();
        Optional<String> worker = worker(server, plan);
        boolean isFallback = worker.isEmpty()
                && probes.fallback(service.name())
                        .filter(fallback -> fallback.fallback().equals(server))
                        .isPresent();
        String who = worker.orElse(isFallback ? "the fallback " + server : server.toString());
        if (answer.isError()) {
            return Headline.degraded(
                    "clients get errors of the application: " + who + " answers with status " + answer.status(),
                    "see the log of the web service there");
        }
        if (isFallback || plan.servers().isEmpty()) {
            return Headline.degraded(
                    "degraded: " + who + " answers, no worker does"
                            + (plan.servers().isEmpty() ? "" : ", though by the plan " + plan),
                    "'manager explain' says of each node why; see also nginx's error log");
        }
        return Headline.serving("serving: " + who + " answers" + rate(service.name()));
    }

    private static Headline ofNginx(SiteAnswer answer) {
        if (answer.status() == 503) {
            return Headline.degraded(
                    "clients are turned away: nginx answers with 503, each server has as many requests as it may",
                    "raise --max-conns, or add nodes");
        }
        return answer.isError()
                ? Headline.failing(
                        "clients get errors: nginx reaches neither a worker nor the fallback, and answers with status "
                                + answer.status(),
                        "see whether the web service listens on its nodes at the port that Mandor is told"
                                + " (--backend-port, mandor.port), in host mode and not through the routing mesh; then"
                                + " nginx's error log")
                : Headline.degraded(
                        "degraded: nginx itself answers, with status " + answer.status(), "see nginx's error log");
    }

    private String where(Service service) {
        String at = probes.place().map(Endpoint::toString).orElse("nginx");
        return service.host().map(host -> at + " for " + host).orElse(at);
    }

    private String rate(ServiceName service) {
        return Optional.ofNullable(requestsPerSecond.get(service))
                .map(rate -> String.format(Locale.ROOT, rate < 9.95 ? ", %.1f requests/s" : ", %.0f requests/s", rate))
                .orElse("");
    }

    private static Optional<String> worker(Endpoint server, RoutingPlan plan) {
        List<Server> known =
                Stream.concat(plan.servers().stream(), plan.reserve().stream()).toList();
        return known.stream()
                .filter(one -> one.endpoint().equals(server))
                .map(one -> one.node().value())
                .findFirst();
    }
}
