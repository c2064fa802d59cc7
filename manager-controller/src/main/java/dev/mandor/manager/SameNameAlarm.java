package dev.mandor.manager;

import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.model.Endpoint;
import dev.mandor.model.NodeName;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says when two machines report under one name, once, and when it is over. */
final class SameNameAlarm implements SnapshotListener {
    private static final Logger log = LoggerFactory.getLogger(SameNameAlarm.class);

    private final Map<NodeName, Endpoint> raised = new HashMap<>();

    @Override
    public void onSnapshot(ClusterSnapshot snapshot) {
        Map<NodeName, Endpoint> rivals = new HashMap<>();
        for (NodeStatus node : snapshot.nodes()) {
            node.rival().ifPresent(rival -> rivals.put(node.name(), rival));
            node.rival()
                    .filter(rival -> !rival.equals(raised.get(node.name())))
                    .ifPresent(rival -> log.error(
                            "two machines report as {}: {} and {}; the first is believed, the other is ignored until it has a"
                                    + " --name of its own",
                            node.name(),
                            node.endpoint(),
                            rival));
        }
        raised.keySet().stream()
                .filter(name -> !rivals.containsKey(name))
                .forEach(name -> log.info("one machine alone reports as {} again", name));
        raised.clear();
        raised.putAll(rivals);
    }
}
