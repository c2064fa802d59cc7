package dev.mandor.manager;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.model.NodeName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when two machines report under one name, once, and when it is over. Not again when the other comes from yet elsewhere:
 * that takes one datagram, and would be a line for each look at each node. All names of one look share a line.
 */
final class SameNameAlarm implements SnapshotListener {
    private static final Logger log = LoggerFactory.getLogger(SameNameAlarm.class);
    private static final int MOST_NAMED = 3;

    private final Set<NodeName> raised = new HashSet<>();

    @Override
    public void onSnapshot(ClusterSnapshot snapshot) {
        List<NodeStatus> contested = snapshot.nodes().stream()
                .filter(node -> node.rival().isPresent())
                .toList();
        List<String> begun = contested.stream()
                .filter(node -> raised.add(node.name()))
                .map(node -> node.name() + ": " + node.endpoint() + " and "
                        + node.rival().orElseThrow())
                .toList();
        if (!begun.isEmpty()) {
            log.error(
                    "two machines report as {}; the first is believed, the other is ignored until it has a --name of its own",
                    list(begun, ", as "));
        }
        List<String> ended = raised.stream()
                .filter(name -> contested.stream().noneMatch(node -> node.name().equals(name)))
                .map(NodeName::value)
                .sorted()
                .toList();
        if (!ended.isEmpty()) {
            log.info("one machine alone reports as {} again", list(ended, ", "));
            raised.removeIf(name -> ended.contains(name.value()));
        }
    }

    private static String list(List<String> items, String separator) {
        Stream<String> named = items.stream().limit(MOST_NAMED);
        Stream<String> others =
                items.size() > MOST_NAMED ? Stream.of((items.size() - MOST_NAMED) + " more") : Stream.empty();
        return Stream.concat(named, others).collect(Collectors.joining(separator));
    }
}
