package dev.mandor.manager.explain;

import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.NodeStatus;
import dev.mandor.manager.cluster.Prospect;
import dev.mandor.manager.explain.Explanation.Change;
import dev.mandor.manager.explain.Explanation.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What a node's state says, and what would end it, whatever the strategy. Pure.
 *
 * @param floor the manager's {@code --min-free}
 * @param confirms whether a silent node whose web service answers is given more time: {@code --confirm}
 * @param holds whether nothing changes when most fall silent at once: {@code --on-mass-silence hold}
 */
record WhyNot(MinFree floor, boolean confirms, boolean holds) {
    /**
     * What comes of a node's new state.
     *
     * @param serves who then serves that does not now, by the new state alone
     * @param text as {@code then it serves}
     */
    record Outcome(Optional<String> serves, String text) {}

    /** A sentence on {@code node}'s state; none of a live one. */
    Optional<String> because(NodeStatus node) {
        return switch (node.state()) {
            case LIVE -> Optional.empty();
            case PROBATION -> Optional.of("it was away and is back: until it has proved itself the others come first");
            case LOW_MEMORY ->
                Optional.of("it fell below the floor of " + Words.atLeast(floorOf(node))
                        + ", and is low on memory until it is well above");
            case UNHEALTHY -> Optional.of("its agent says that its web service does not answer");
            case UNREACHABLE ->
                Optional.of("it reports, but no connection to " + node.endpoint() + " can be made from here");
            case LEFT -> Optional.of("its agent was stopped, or it was drained");
            case SUSPECT ->
                Optional.of("silent for " + Words.ago(node.age())
                        + " together with most others: perhaps it is we who hear nothing");
            case DOWN ->
                Optional.of(
                        "silent for " + Words.ago(node.age()) + ", the tolerance is " + Words.ago(node.tolerance()));
        };
    }

    /**
     * What would end {@code node}'s state; nothing of a live one.
     *
     * @param outcome of a state that it would have then
     */
    Optional<Change> end(NodeStatus node, Function<NodeState, Outcome> outcome) {
        return switch (node.state()) {
            case LIVE -> Optional.empty();
            case PROBATION -> Optional.of(proven(node.prospect(), outcome.apply(NodeState.LIVE)));
            case LOW_MEMORY -> Optional.of(enough(node, outcome));
            case UNHEALTHY -> Optional.of(back("when its web service answers again", healthy(outcome)));
            case UNREACHABLE -> Optional.of(back("when it can be reached again", healthy(outcome)));
            case LEFT ->
                Optional.of(back("when its agent is back, and not drained", outcome.apply(NodeState.PROBATION)));
            case SUSPECT, DOWN -> Optional.of(back("with its next heartbeat", outcome.apply(NodeState.PROBATION)));
        };
    }

    /** What a reading below the floor would do to a node that is not low. */
    Optional<Change> low(NodeStatus node, Outcome outcome) {
        long bytes = floorOf(node);
        if (bytes == 0 || node.state() == NodeState.LOW_MEMORY) {
            return Optional.empty();
        }
        return Optional.of(new Change(
                Kind.LOW_MEMORY,
                OptionalLong.of(bytes),
                OptionalDouble.empty(),
                outcome.serves(),
                "when it has less than " + Words.atMost(bytes) + " free (--min-free): " + outcome.text()));
    }

    /** What its loss would do. */
    Change lost(NodeStatus node, Outcome outcome) {
        Duration left = node.prospect().untilDown();
        return new Change(
                Kind.LOST,
                OptionalLong.empty(),
                OptionalDouble.of(seconds(left)),
                outcome.serves(),
                "when it stays silent for " + Words.after(left) + " more"
                        + (confirms ? " and its web service does not answer" : "")
                        + (holds ? " while most others are heard" : "")
                        + ", leaves, or its web service fails: " + outcome.text());
    }

    private Change enough(NodeStatus node, Function<NodeState, Outcome> outcome) {
        long least = floor.leastToReturn(node.memory().totalBytes());
        Outcome then = outcome.apply(node.prospect().isTrusted() ? NodeState.LIVE : NodeState.PROBATION);
        return new Change(
                Kind.ENOUGH_MEMORY,
                OptionalLong.of(least),
                OptionalDouble.empty(),
                then.serves(),
                "when it stays over " + Words.atLeast(least - 1) + " free (" + Words.atMost(node.cautiousFreeBytes())
                        + " count now; a rise counts slowly): "
                        + then.text());
    }

    private static Change proven(Prospect prospect, Outcome then) {
        String beats = prospect.missingBeats() == 1
                ? "one more good heartbeat"
                : prospect.missingBeats() + " more good heartbeats";
        String text = prospect.probation().isZero()
                ? "with " + beats + ": "
                : "in " + Words.after(prospect.probation())
                        + (prospect.missingBeats() == 0 ? ": " : " and with " + beats + ": ");
        return new Change(
                Kind.PROVEN,
                OptionalLong.empty(),
                OptionalDouble.of(seconds(prospect.probation())),
                then.serves(),
                text + then.text());
    }

    // Its host may have been well all the time, if it is only this one of its services that fails: then it needs no
    // probation.
    private static Outcome healthy(Function<NodeState, Outcome> outcome) {
        Outcome atLeast = outcome.apply(NodeState.PROBATION);
        return atLeast.serves().isPresent() ? atLeast : new Outcome(Optional.empty(), "it can serve again");
    }

    private static Change back(String when, Outcome then) {
        return new Change(
                Kind.BACK, OptionalLong.empty(), OptionalDouble.empty(), then.serves(), when + ": " + then.text());
    }

    private long floorOf(NodeStatus node) {
        return floor.bytesFor(node.memory().totalBytes());
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
