package dev.mandor.manager.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * All that is shown of the manager at one moment: {@code /api/v1/status} is this as JSON, field by field. Fields are only ever
 * added. What is not known is absent.
 *
 * @param at when it was so, by the manager's wall clock
 * @param startedAt when this manager was started
 * @param verdict what a user of the site has of it
 * @param headline the same in one sentence, which says what clients get
 * @param settled whether the manager has heard enough since its start to change what nginx serves
 * @param decisions how many plans were made since the start that differed from the one before
 * @param failovers how many of them because one who served could not any more
 * @param heartbeats how many were received since the start
 * @param rejected how many were not believed, by reason
 * @param traffic what clients got; absent when nginx is not asked for it
 * @param refusals whose heartbeats were not believed lately, and why, the last first
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Overview(
        String version,
        Instant at,
        Instant startedAt,
        Verdict verdict,
        String headline,
        boolean settled,
        String strategy,
        double toleranceSeconds,
        double intervalSeconds,
        List<Node> nodes,
        List<Served> services,
        Nginx nginx,
        long decisions,
        long failovers,
        long heartbeats,
        Map<String, Long> rejected,
        List<Alarm> alarms,
        List<Refusal> refusals,
        Optional<Traffic> traffic) {

    /** What a user of the site has of it. */
    public enum Verdict {
        /** Nothing is decided yet, or nothing is known of what clients get. */
        STARTING,
        /** Workers answer for every service, and nginx has the plan. */
        SERVING,
        /** The fallback answers for at least one service, or with errors of the application, or nginx does not have the plan. */
        DEGRADED,
        /** Clients of at least one service get errors, nothing, or another site. */
        FAILING
    }

    /**
     * One node.
     *
     * @param state as in the log: live, on probation, low on memory, unhealthy, left, suspect, down
     * @param steadyFreeBytes without noise: what is compared
     * @param ageSeconds since its last heartbeat
     * @param toleranceSeconds how long it may be silent
     * @param cpuLoad 0 to 1
     * @param memoryPressure in percent of time, PSI's some avg10
     * @param rival the endpoint of another machine of its name
     * @param lowMemoryInSeconds when its memory will be below the floor if it goes on as it does; absent when not soon
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Node(
            String name,
            String state,
            String endpoint,
            long freeBytes,
            long totalBytes,
            long steadyFreeBytes,
            double ageSeconds,
            double toleranceSeconds,
            double intervalSeconds,
            boolean healthy,
            boolean leaving,
            OptionalDouble cpuLoad,
            OptionalDouble memoryPressure,
            OptionalLong swapUsedBytes,
            List<String> serves,
            Optional<String> rival,
            OptionalDouble lowMemoryInSeconds) {}

    /**
     * One web service and who serves it.
     *
     * @param host under which clients ask for it; absent for the one that answers any name
     * @param plan in words, as in the log
     * @param reason why, in words
     * @param since when this plan was decided
     * @param fallback whether no worker serves it
     * @param silence that the one who serves has not been heard for some of its intervals, in words
     * @param site who answered when the site was asked last
     * @param fallbackSite the same of its fallback
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Served(
            String name,
            Optional<String> host,
            String plan,
            String reason,
            Instant since,
            boolean fallback,
            List<Server> servers,
            Optional<String> silence,
            Optional<Asked> site,
            Optional<Asked> fallbackSite) {}

    /**
     * What came of one request that was tried.
     *
     * @param well whether it was answered as it should be
     * @param answer who answered, or why nobody did, in words
     */
    public record Asked(boolean well, String answer, double ageSeconds) {}

    /**
     * One server of a service.
     *
     * @param role serving, backup or reserve
     * @param share of the requests, 0 to 1
     * @param maxConns how many requests it may have under way; 0 for any number
     */
    public record Server(String node, String endpoint, String role, int weight, double share, int maxConns) {}

    /**
     * What became of the plans.
     *
     * @param problem why nginx does not have the plan; absent when it has
     * @param applies how often a configuration was installed since the start
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Nginx(
            boolean applied, Optional<String> problem, Optional<String> config, long applies, long failures) {}

    /** A plan that was made, for {@code /api/v1/decisions}. */
    public record Past(Instant at, String service, String plan, String reason, List<Server> servers) {}
}
