package dev.mandor.manager.view;

import dev.mandor.daemon.Durations;
import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.explain.Explanation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What an explanation of the plan has to say besides the plan: what clients get, what nginx lacks, who is refused. Pure. */
record Circumstances(NginxWatch.State nginx, List<Refusal> refusals, ClusterSnapshot snapshot, Duration tolerance) {

    Explanation of(Explanation it, Headline headline) {
        Optional<String> lacks = nginx.applied()
                ? Optional.empty()
                : Optional.of("nginx does not have this plan"
                        + nginx.problem().map(problem -> ": " + problem).orElse(" yet"));
        return it.with(Headlines.given(headline, nginx).sentence(), lacks, this::more);
    }

    private List<String> more(String node) {
        return snapshot.nodes().stream()
                .filter(status -> status.name().value().equals(node))
                .flatMap(status -> Stream.concat(stretched(status).stream(), refusals(status).stream()))
                .toList();
    }

    private Optional<String> stretched(NodeStatus node) {
        return node.tolerance().equals(tolerance)
                ? Optional.empty()
                : Optional.of("it may be silent for " + Durations.format(node.tolerance()) + " instead of "
                        + Durations.format(tolerance) + ": heartbeats of it get lost on the way");
    }

    private List<String> refusals(NodeStatus node) {
        return Alarms.about(node, refusals)
                .map(refusal -> "heartbeats of " + refusal.who() + " are refused, the last "
                        + Math.round(refusal.ageSeconds()) + " s ago: " + refusal.sentence() + "; "
                        + refusal.remedy())
                .toList();
    }
}
