package dev.mandor.manager.journal;

import dev.mandor.manager.cluster.MemoryForecast.Reading;
import dev.mandor.manager.cluster.MemoryOutlook;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.journal.JournalEntry.Beat;
import dev.mandor.manager.journal.Recording.Timed;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the forecast of low memory says over a recording, and what came: how far it can be trusted is told of one's own nodes.
 *
 * @param warnings in the order of their times
 * @param unforeseen when a node fell below its floor without a warning
 * @param errors of the time left, as a share of the time that was left in truth: one of each reading under a warning that came
 *     true, until a minute before it did; the least first
 */
public record Foresight(List<Warning> warnings, List<Unforeseen> unforeseen, List<Double> errors) {
    private static final double LAST_MINUTE =
            60e9; // in which half a second of error would count as much as a minute before

    /** A node fell below its floor, and no warning had come. */
    public record Unforeseen(Instant at, NodeName node) {}

    /**
     * A warning, and what came of it.
     *
     * @param floorBytes below which memory was to fall
     * @param left in how long, as was said when it began
     * @param came in how long it did
     */
    public record Warning(
            Instant at, NodeName node, long floorBytes, Duration left, Optional<Duration> came, Outcome outcome) {}

    /** What came of a warning. */
    public enum Outcome {
        CAME_TRUE,
        /** It was taken back while memory was above the floor. */
        TAKEN_BACK,
        /** It stands at the end of the journal. */
        STANDS
    }

    public Foresight {
        warnings = List.copyOf(warnings);
        unforeseen = List.copyOf(unforeseen);
        errors = List.copyOf(errors);
    }

    /** Over all nodes of {@code recording}, with {@code floor} as their floor. */
    public static Foresight of(Recording recording, MinFree floor) {
        List<Warning> warnings = new ArrayList<>();
        List<Unforeseen> unforeseen = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        recording.all(Beat.class).stream()
                .map(beat -> beat.heartbeat().node())
                .distinct()
                .forEach(name -> new Node(recording, floor, name, warnings, unforeseen, errors).read());
        warnings.sort(Comparator.comparing(Warning::at));
        unforeseen.sort(Comparator.comparing(Unforeseen::at));
        Collections.sort(errors);
        return new Foresight(warnings, unforeseen, errors);
    }

    /** The error that {@code share} of all errors are below, 0 to 1; empty where there are none. */
    public OptionalDouble errorBelow(double share) {
        return errors.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(errors.get((int) (share * (errors.size() - 1))));
    }

    /** One node's readings, one by one. */
    private static final class Node {
        private record Said(long nanos, Duration left) {}

        private final Recording recording;
        private final MinFree floor;
        private final NodeName name;
        private final List<Warning> warnings;
        private final List<Unforeseen> unforeseen;
        private final List<Double> errors;
        private MemoryOutlook outlook = MemoryOutlook.UNKNOWN;
        private List<Said> said = List.of(); // since the warning that stands began
        private long floorBytes;
        private boolean low;

        Node(
                Recording recording,
                MinFree floor,
                NodeName name,
                List<Warning> warnings,
                List<Unforeseen> unforeseen,
                List<Double> errors) {
            this.recording = recording;
            this.floor = floor;
            this.name = name;
            this.warnings = warnings;
            this.unforeseen = unforeseen;
            this.errors = errors;
        }

        void read() {
            for (Timed timed : recording.entries()) {
                if (timed.entry() instanceof Beat beat
                        && beat.heartbeat().node().equals(name)) {
                    floorBytes = floor.bytesFor(beat.heartbeat().memory().totalBytes());
                    reading(timed.nanos(), beat.heartbeat().memory().freeBytes());
                }
            }
            if (!said.isEmpty()) {
                warned(Optional.empty(), Outcome.STANDS);
            }
        }

        private void reading(long nanos, long freeBytes) {
            if (low || freeBytes < floorBytes) {
                if (!low) {
                    fell(nanos);
                }
                low = freeBytes <= floorBytes * MinFree.RETURN_FACTOR;
                outlook = MemoryOutlook.UNKNOWN; // as the alarm has it: a node that is low needs no forecast
                return;
            }
            outlook = outlook.with(new Reading(nanos, freeBytes), floorBytes);
            if (!outlook.alarm() && !said.isEmpty()) {
                warned(Optional.empty(), Outcome.TAKEN_BACK);
            } else if (outlook.alarm()) {
                outlook.forecast().ifPresent(left -> say(nanos, left));
            }
        }

        private void say(long nanos, Duration left) {
            if (said.isEmpty()) {
                said = new ArrayList<>();
            }
            said.add(new Said(nanos, left));
        }

        private void fell(long nanos) {
            if (said.isEmpty()) {
                unforeseen.add(new Unforeseen(recording.start().plusNanos(nanos), name));
                return;
            }
            said.stream()
                    .filter(it -> nanos - it.nanos() >= LAST_MINUTE)
                    .mapToDouble(it -> Math.abs(it.left().toNanos() / (double) (nanos - it.nanos()) - 1))
                    .forEach(errors::add);
            warned(Optional.of(Duration.ofNanos(nanos - said.get(0).nanos())), Outcome.CAME_TRUE);
        }

        private void warned(Optional<Duration> came, Outcome outcome) {
            Said first = said.get(0);
            warnings.add(new Warning(
                    recording.start().plusNanos(first.nanos()), name, floorBytes, first.left(), came, outcome));
            said = List.of();
        }
    }
}
