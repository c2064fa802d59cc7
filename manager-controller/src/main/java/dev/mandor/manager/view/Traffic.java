package dev.mandor.manager.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.mandor.manager.traffic.Answerer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What clients got within the last 10 s, by what nginx tells of a sample of its requests. A service of which nothing was heard is
 * not in it: nothing is known of that one, and least of all that all is well.
 *
 * @param problem why nothing can be heard; absent when the manager listens
 * @param ageSeconds of the newest that was heard; absent when nothing ever was
 * @param requestsPerLine of how many requests one is in the sample
 * @param received how many requests nginx has told of since the start
 * @param dropped how many datagrams since the start were of nobody we know
 * @param services in the order of the plans
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Traffic(
        Optional<String> problem,
        OptionalDouble ageSeconds,
        int requestsPerLine,
        long received,
        long dropped,
        List<OfService> services) {

    public Optional<OfService> of(String service) {
        return services.stream().filter(it -> it.name().equals(service)).findFirst();
    }

    /** One service: what its clients got in all, and of whom. */
    public record OfService(String name, Figures all, List<By> answerers) {
        /** The share of the requests that the fallback answered, 0 to 1. */
        public double fallbackShare() {
            return answerers.stream()
                    .filter(it -> it.kind() == Answerer.Kind.FALLBACK)
                    .mapToDouble(By::share)
                    .sum();
        }

        /** What that node gives; empty where it got nothing and was to get nothing. */
        public Optional<By> of(String node) {
            return answerers.stream()
                    .filter(it -> it.node().equals(Optional.of(node)))
                    .findFirst();
        }
    }

    /**
     * One who answers.
     *
     * @param node of a server
     * @param share of the service's requests that it got, 0 to 1
     * @param planned the share that it was to get by the plan
     * @param figures absent when it answered nothing
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record By(
            Answerer.Kind kind,
            Optional<String> node,
            Optional<String> endpoint,
            double share,
            double planned,
            Optional<Figures> figures) {}

    /**
     * What clients got.
     *
     * @param lines on which the figures rest
     * @param noAnswerRatio of the requests for which nginx got no answer: 502, 503 or 504 of its own
     * @param errorRatio of the requests that the application answered with a status of 500 or more
     * @param p50Seconds that half of the requests did not exceed, with the sending to the client
     */
    public record Figures(
            int lines,
            double requestsPerSecond,
            double noAnswerRatio,
            double errorRatio,
            double p50Seconds,
            double p99Seconds) {}
}
