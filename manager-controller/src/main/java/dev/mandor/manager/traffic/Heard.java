package dev.mandor.manager.traffic;

import dev.mandor.model.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** What was heard of nginx's requests within the window, at one moment. Immutable. */
public final class Heard {
    public static final Heard NOTHING = new Heard(Optional.empty(), Duration.ZERO, List.of());

    private final Optional<Duration> age;
    private final Duration span;
    private final List<TrafficLine> lines;

    Heard(Optional<Duration> age, Duration span, List<TrafficLine> lines) {
        this.age = age;
        this.span = span;
        this.lines = lines;
    }

    /** Of the newest line; empty when there never was one. */
    public Optional<Duration> age() {
        return age;
    }

    /** The time that the figures are of; at least a second where there are any. */
    public Duration span() {
        return span;
    }

    /** By a service's name: a service that is not in it is one of which nothing is known. */
    public Map<String, Answers> services() {
        return lines.stream()
                .collect(Collectors.groupingBy(
                        TrafficLine::service, Collectors.collectingAndThen(Collectors.toList(), Answers::of)));
    }

    /**
     * The same by who answered.
     *
     * @param inPlan what a service's server is by its plan; lines name servers of plans before it, too
     */
    public Map<String, Map<Answerer, Answers>> answerers(BiFunction<String, Endpoint, Answerer> inPlan) {
        Map<String, Map<Answerer, List<TrafficLine>>> sorted = new HashMap<>();
        for (TrafficLine line : lines) {
            Answerer answerer = Answerer.of(line);
            sorted.computeIfAbsent(line.service(), service -> new HashMap<>())
                    .computeIfAbsent(
                            answerer.server()
                                    .map(server -> inPlan.apply(line.service(), server))
                                    .orElse(answerer),
                            key -> new ArrayList<>())
                    .add(line);
        }
        Map<String, Map<Answerer, Answers>> figures = new HashMap<>();
        sorted.forEach((service, its) -> figures.put(
                service,
                its.entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> Answers.of(entry.getValue())))));
        return figures;
    }
}
