package dev.mandor.manager.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the dashboard shows at one moment: an {@link Overview} cut to a size that does not grow with the number of nodes, since
 * it is sent every few seconds. {@code /api/v1/events} sends this as JSON. What was cut is counted.
 *
 * @param now by the manager's wall clock, when this was made
 * @param at when the control loop last went round
 * @param alive whether that is not too long ago
 * @param nodesInAll how many there are
 * @param states how many nodes there are in each state
 * @param nodes the most important ones
 * @param alarms the first ones, of {@code alarmsInAll}
 * @param changes the latest plans, the newest first
 * @param sample the newest column of the history
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Glance(
        String version,
        Instant now,
        Instant at,
        Instant startedAt,
        boolean alive,
        Overview.Verdict verdict,
        String headline,
        boolean settled,
        String strategy,
        double toleranceSeconds,
        int nodesInAll,
        Map<String, Long> states,
        List<Row> nodes,
        int servicesInAll,
        List<Service> services,
        Overview.Nginx nginx,
        long decisions,
        long failovers,
        int alarmsInAll,
        List<Alarm> alarms,
        List<Change> changes,
        MemoryHistory.Column sample) {

    /**
     * One node.
     *
     * @param ageSeconds since its last heartbeat, at {@code at}
     * @param toleranceSeconds how long it may be silent; longer than usual where heartbeats get lost
     * @param parts what it does for the services: one for each that knows it
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Row(
            String name,
            String state,
            String endpoint,
            long freeBytes,
            long totalBytes,
            double ageSeconds,
            double toleranceSeconds,
            OptionalDouble cpuLoad,
            Optional<String> rival,
            OptionalDouble lowMemoryInSeconds,
            List<Part> parts) {}

    /**
     * What a node is to a service.
     *
     * @param role serving, backup or reserve
     * @param share of the requests, 0 to 1
     * @param gets the share that it really gets; absent where that is not known
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Part(String service, String role, int weight, double share, OptionalDouble gets) {}

    /**
     * One web service.
     *
     * @param serving the first of those who serve it, of {@code servingInAll}
     * @param traffic what its clients got; absent where nothing is known
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Service(
            String name,
            Optional<String> host,
            String reason,
            Instant since,
            boolean fallback,
            int servingInAll,
            List<String> serving,
            Optional<String> silence,
            Optional<Overview.Asked> site,
            Optional<Overview.Asked> fallbackSite,
            Optional<Got> traffic) {}

    /**
     * What the clients of a service got.
     *
     * @param fallbackShare the share of its requests that the fallback answered, 0 to 1
     */
    public record Got(Traffic.Figures all, double fallbackShare) {}

    /**
     * A plan that was made.
     *
     * @param serving the first of those who serve by it; none when the fallback does
     * @param switched whether others serve by it than by the one before
     */
    public record Change(
            Instant at, String service, String plan, String reason, List<String> serving, boolean switched) {}
}
