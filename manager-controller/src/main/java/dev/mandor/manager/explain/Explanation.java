package dev.mandor.manager.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Why one service is served as it is: {@code /api/v1/explain} is a list of these as JSON, field by field. Fields are only ever
 * added. What is not known is absent.
 *
 * @param service its name
 * @param at when it was so, by the manager's wall clock
 * @param since when this plan was decided
 * @param settled whether the manager has heard enough since its start to change what nginx serves; nothing is said of changes
 *     before
 * @param clients what clients get, in words; absent where nobody looked
 * @param lacks that nginx does not have the plan, and why; absent when it has
 * @param plan in words, as in the log
 * @param reason why, in words
 * @param next a plan that is wanted now and waits, since nginx is not reloaded too often; with its reason
 * @param traffic what clients got within the last 10 s, in words; absent where nobody looked
 * @param nodes all that are known, those that serve first
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Explanation(
        String service,
        Instant at,
        Instant since,
        boolean settled,
        Optional<String> clients,
        Optional<String> lacks,
        String plan,
        String reason,
        Optional<String> next,
        Optional<String> traffic,
        List<Node> nodes) {

    /** The same with what clients got. */
    public Explanation withTraffic(String words, List<Node> same) {
        return new Explanation(
                service, at, since, settled, clients, lacks, plan, reason, next, Optional.of(words), same);
    }

    /**
     * The same with what is known besides the plan.
     *
     * @param more sentences on a node, by its name
     */
    public Explanation with(
            String whatClientsGet, Optional<String> whatNginxLacks, Function<String, List<String>> more) {
        return new Explanation(
                service,
                at,
                since,
                settled,
                Optional.of(whatClientsGet),
                whatNginxLacks,
                plan,
                reason,
                next,
                traffic,
                nodes.stream().map(node -> node.with(more.apply(node.name()))).toList());
    }

    /** What a node is to the service; in JSON as in the status. */
    public enum Role {
        @JsonProperty("serving")
        SERVING,
        @JsonProperty("backup")
        BACKUP,
        @JsonProperty("reserve")
        RESERVE,
        @JsonProperty("none")
        NONE
    }

    /**
     * One node.
     *
     * @param state as in the log: live, on probation, low on memory, unhealthy, left, suspect, down
     * @param share of the requests, 0 to 1
     * @param freeBytes by its last heartbeat
     * @param steadyFreeBytes without noise: what is compared
     * @param cautiousFreeBytes a fall believed at once, a rise slowly: what shares follow, and what ends being low on memory
     * @param floorBytes of the manager's --min-free, for this node
     * @param ageSeconds since its last heartbeat
     * @param toleranceSeconds how long it may be silent
     * @param gets what part of the requests it really gets, in words without its name in front; absent where that is not known
     * @param because why it has this role, in sentences without a node's name in front
     * @param changes what would change its role while all else stays as it is
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Node(
            String name,
            String state,
            Role role,
            double share,
            long freeBytes,
            long steadyFreeBytes,
            long cautiousFreeBytes,
            long totalBytes,
            long floorBytes,
            double ageSeconds,
            double toleranceSeconds,
            Optional<String> gets,
            List<String> because,
            List<Change> changes) {
        /** The same with what part of the requests it gets. */
        public Node withGets(Optional<String> words) {
            return with(words, because);
        }

        private Node with(List<String> more) {
            return with(gets, Stream.concat(because.stream(), more.stream()).toList());
        }

        private Node with(Optional<String> words, List<String> sentences) {
            return new Node(
                    name,
                    state,
                    role,
                    share,
                    freeBytes,
                    steadyFreeBytes,
                    cautiousFreeBytes,
                    totalBytes,
                    floorBytes,
                    ageSeconds,
                    toleranceSeconds,
                    words,
                    sentences,
                    changes);
        }
    }

    /** What may change about a node. */
    public enum Kind {
        /** Its {@code steadyFreeBytes} are at least {@code bytes}. */
        MORE_MEMORY,
        /** Its {@code steadyFreeBytes} are at most {@code bytes}. */
        LESS_MEMORY,
        /** A reading of it is below {@code bytes}. */
        LOW_MEMORY,
        /** It is low on memory, and its {@code cautiousFreeBytes} are at least {@code bytes} again. */
        ENOUGH_MEMORY,
        /** It stays silent for longer than {@code seconds} from now on, leaves, or its web service fails. */
        LOST,
        /** Its probation ends: after {@code seconds}, if it has sent its good heartbeats by then. */
        PROVEN,
        /** It is heard again, with its web service answering. */
        BACK
    }

    /**
     * One change and what comes of it.
     *
     * @param text a sentence without the node's name in front
     * @param serves by this change alone, who then serves that does not serve now; absent when nobody does
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Change(Kind kind, OptionalLong bytes, OptionalDouble seconds, Optional<String> serves, String text) {}
}
