package dev.mandor.manager.view;

import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.view.Board.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The free memory of the last half hour, for a chart: at most {@value #MOST_COLUMNS} moments, {@value #STEP_SECONDS} s apart or more,
 * of at most {@value #MOST_NODES} nodes. So it is a megabyte at most, whatever the number of nodes; and more lines than that nobody can
 * tell apart. Those who serve come first, then those that have a line already: a line that comes and goes tells nothing.
 *
 * <p>Only what was heard counts: a node that is silent has a gap. Thread-safe, but not meant for the thread that decides.
 */
public final class MemoryHistory {
    static final int STEP_SECONDS = 5;
    static final int MOST_COLUMNS = 360;
    static final int MOST_NODES = 24;
    private static final Duration STEP = Duration.ofSeconds(STEP_SECONDS);
    private static final Duration SPAN = STEP.multipliedBy(MOST_COLUMNS);

    /** @param freeMebibytes by node; a node that is not there was not heard */
    public record Column(Instant at, Map<String, Long> freeMebibytes) {
        public Column {
            freeMebibytes = Map.copyOf(freeMebibytes);
        }
    }

    /**
     * @param times of the columns, the oldest first
     * @param lines the nodes' free memory, in the order of their names
     */
    public record Series(List<Instant> times, List<Line> lines) {}

    /** @param freeMebibytes one for each column; null where the node was not heard */
    public record Line(String node, List<Long> freeMebibytes) {}

    private final Deque<Column> columns = new ArrayDeque<>();
    private Map<String, Integer> drawn = Map.of(); // with their ranks: who served last comes first

    /** Takes {@code tick} down if the last one is a step ago. When the wall clock was set back, the line begins anew. */
    public synchronized void note(Tick tick) {
        if (tick.snapshot().nodes().isEmpty()) {
            return; // the first reading shall not wait for the next step
        }
        Column last = columns.peekLast();
        if (last != null && tick.at().isBefore(last.at())) {
            columns.clear();
        } else if (last != null && tick.at().isBefore(last.at().plus(STEP))) {
            return;
        }
        List<NodeStatus> nodes = mostImportant(tick);
        drawn = ranks(nodes);
        columns.addLast(column(tick.at(), nodes));
        while (columns.size() > MOST_COLUMNS
                || columns.getFirst().at().isBefore(tick.at().minus(SPAN))) {
            columns.removeFirst();
        }
    }

    /** What was taken down last. */
    public synchronized Column latest() {
        return columns.isEmpty() ? new Column(Instant.EPOCH, Map.of()) : columns.getLast();
    }

    public synchronized Series series() {
        List<Line> lines = drawn.keySet().stream()
                .sorted()
                .map(node -> {
                    List<Long> free = new ArrayList<>();
                    columns.forEach(column -> free.add(column.freeMebibytes().get(node)));
                    return new Line(node, free);
                })
                .toList();
        return new Series(columns.stream().map(Column::at).toList(), lines);
    }

    private List<NodeStatus> mostImportant(Tick tick) {
        Set<String> serving = new HashSet<>();
        tick.decisions().values().stream()
                .flatMap(decision -> decision.plan().serving())
                .map(RoutingPlan.Server::node)
                .forEach(node -> serving.add(node.value()));
        return tick.snapshot().nodes().stream()
                .sorted(Comparator.<NodeStatus>comparingInt(
                                node -> serving.contains(node.name().value()) ? 0 : 1)
                        .thenComparingInt(node -> drawn.getOrDefault(node.name().value(), MOST_NODES)))
                .limit(MOST_NODES)
                .toList();
    }

    private static Map<String, Integer> ranks(List<NodeStatus> nodes) {
        Map<String, Integer> ranks = new HashMap<>();
        nodes.forEach(node -> ranks.put(node.name().value(), ranks.size()));
        return ranks;
    }

    private static Column column(Instant at, List<NodeStatus> nodes) {
        Map<String, Long> free = new HashMap<>();
        nodes.stream()
                .filter(node -> !node.state().isSilent())
                .forEach(node -> free.put(node.name().value(), node.memory().freeBytes() >> 20));
        return new Column(at, free);
    }
}
