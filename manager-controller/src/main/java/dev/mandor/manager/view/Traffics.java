package dev.mandor.manager.view;

import dev.mandor.manager.traffic.Answerer;
import dev.mandor.manager.traffic.Answers;
import dev.mandor.manager.traffic.Heard;
import dev.mandor.manager.traffic.TrafficState;
import dev.mandor.manager.view.Overview.Served;
import dev.mandor.manager.view.Overview.Server;
import dev.mandor.manager.view.Traffic.By;
import dev.mandor.manager.view.Traffic.Figures;
import dev.mandor.manager.view.Traffic.OfService;
import dev.mandor.model.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Makes a {@link Traffic} of what was heard and of the plans, and says what is wrong with it. Pure. */
final class Traffics {
    private static final double MUCH = 0.05; // less may be the first seconds of a failover, or one page

    private static final Duration WINDOW = Duration.ofSeconds(10); // that figures are of

    private Traffics() {}

    static Traffic of(TrafficState state, List<Served> services) {
        Map<String, Plan> plans = new HashMap<>();
        Heard heard = state.heard();
        Map<String, Answers> all = heard.services();
        services.stream()
                .filter(service -> all.containsKey(service.name()))
                .forEach(service -> plans.put(service.name(), Plan.of(service)));
        Map<String, Map<Answerer, Answers>> answerers = heard.answerers(
                (service, server) -> plans.getOrDefault(service, Plan.NONE).answerer(server));
        return new Traffic(
                state.problem(),
                heard.age().map(age -> OptionalDouble.of(seconds(age))).orElse(OptionalDouble.empty()),
                state.sampling().requestsPerLine(),
                state.received(),
                state.dropped(),
                services.stream()
                        .filter(service -> all.containsKey(service.name()))
                        .map(service ->
                                of(service, all.get(service.name()), answerers.get(service.name()), heard.span()))
                        .toList());
    }

    /**
     * What is wrong by it, in sentences.
     *
     * @param at the moment of the plans: what the fallback answered before workers were to serve is none of its faults
     */
    static List<Alarm> alarms(Traffic traffic, List<Served> services, Instant at) {
        List<Alarm> alarms = new ArrayList<>();
        for (Served service : services) {
            Optional<OfService> got = traffic.of(service.name());
            boolean workersServe =
                    !service.fallback() && !service.since().plus(WINDOW).isAfter(at);
            got.filter(it -> workersServe && it.fallbackShare() >= MUCH)
                    .ifPresent(it -> alarms.add(Alarm.ofService(
                            service.name(),
                            "workers are live, and the fallback answers " + percent(it.fallbackShare())
                                    + " of the requests of " + service.name(),
                            "see whether nginx reaches the web service of the nodes: its port (--backend-port, mandor.port),"
                                    + " firewalls, nginx's error log")));
            got.filter(it -> it.all().noAnswerRatio() >= MUCH)
                    .ifPresent(it -> alarms.add(Alarm.ofService(
                            service.name(),
                            "nginx gets no answer for " + percent(it.all().noAnswerRatio()) + " of the requests of "
                                    + service.name(),
                            "'manager status' shows whose requests they are: of one server, see the web service of that node;"
                                    + " of nginx itself, --max-conns")));
        }
        return alarms;
    }

    /** As {@code 38 %}; what is not nothing is not shown as nothing. */
    static String percent(double ratio) {
        if (ratio > 0 && ratio < 0.01) {
            return "<1 %";
        }
        return ratio < 1 && ratio > 0.99 ? ">99 %" : Math.round(100 * ratio) + " %";
    }

    private static OfService of(Served service, Answers all, Map<Answerer, Answers> answerers, Duration span) {
        List<By> rows = new ArrayList<>();
        for (Server server : service.servers()) {
            Optional<Answers> answers = Optional.ofNullable(answerers.get(Plan.server(server)));
            if (answers.isPresent() || server.share() > 0) {
                rows.add(by(Answerer.Kind.SERVER, Optional.of(server), answers, all, span));
            }
        }
        for (Answerer other : List.of(Answerer.FALLBACK, Answerer.NGINX, Answerer.OTHER)) {
            Optional<Answers> answers = Optional.ofNullable(answerers.get(other));
            if (answers.isPresent()) {
                rows.add(by(other.kind(), Optional.empty(), answers, all, span));
            }
        }
        return new OfService(service.name(), figures(all, span), rows);
    }

    private static By by(
            Answerer.Kind kind, Optional<Server> server, Optional<Answers> answers, Answers all, Duration span) {
        double share =
                answers.map(it -> (double) it.requests() / all.requests()).orElse(0.0);
        return new By(
                kind,
                server.map(Server::node),
                server.map(Server::endpoint),
                share,
                server.map(Server::share).orElse(0.0),
                answers.map(it -> figures(it, span)));
    }

    private static Figures figures(Answers it, Duration span) {
        double requests = it.requests();
        return new Figures(
                it.lines(),
                requests / seconds(span),
                it.failedByNginx() / requests,
                it.failedByApplication() / requests,
                it.p50Millis() / 1000.0,
                it.p99Millis() / 1000.0);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /**
     * Whom a service's servers are known as. Where no worker serves, the fallback stands before a reserve as one server more, and
     * what is not of the reserve is the fallback.
     */
    private record Plan(Map<Endpoint, Answerer> servers, boolean fallback) {
        static final Plan NONE = new Plan(Map.of(), false);

        static Plan of(Served service) {
            Map<Endpoint, Answerer> servers = new HashMap<>();
            service.servers().forEach(it -> servers.put(Endpoint.parse(it.endpoint()), server(it)));
            return new Plan(servers, service.fallback());
        }

        static Answerer server(Server it) {
            return new Answerer(Answerer.Kind.SERVER, Optional.of(Endpoint.parse(it.endpoint())));
        }

        Answerer answerer(Endpoint server) {
            return servers.getOrDefault(server, fallback ? Answerer.FALLBACK : Answerer.OTHER);
        }
    }
}
