package dev.mandor.manager.journal;

import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.journal.Alarm.Verdict;
import dev.mandor.manager.journal.JournalEntry.Decided;
import dev.mandor.manager.journal.JournalEntry.NodeChanged;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What all decisions came to: those that were recorded, or those of a replay. Both are told by this, so that they compare. */
public record Summary(List<ServiceSummary> services, List<Alarm> alarms) {
    /**
     * @param decided and {@code changed}, what the decision code said, in its order
     * @param recording with the heartbeats, by which alarms are judged
     */
    public static Summary of(List<Decided> decided, List<NodeChanged> changed, Recording recording) {
        Map<ServiceName, List<Decided>> byService =
                decided.stream().collect(Collectors.groupingBy(Decided::service, TreeMap::new, Collectors.toList()));
        Instant end = recording.end();
        Beats beats = new Beats(recording);
        return new Summary(
                byService.entrySet().stream()
                        .map(service -> ServiceSummary.of(service.getKey(), service.getValue(), end))
                        .toList(),
                changed.stream()
                        .filter(NodeChanged::isCalledDown)
                        .map(beats::judge)
                        .toList());
    }

    /** As the manager decided at the time. */
    public static Summary recorded(Recording recording) {
        return of(recording.all(Decided.class), recording.all(NodeChanged.class), recording);
    }

    /** How many alarms came to {@code verdict}. */
    public long alarms(Verdict verdict) {
        return alarms.stream().filter(alarm -> alarm.verdict() == verdict).count();
    }
}
