package dev.mandor.manager.journal;

import static dev.mandor.manager.journal.Entries.at;
import static dev.mandor.manager.journal.Entries.beat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.journal.Foresight.Outcome;
import dev.mandor.manager.journal.Foresight.Unforeseen;
import dev.mandor.manager.journal.Foresight.Warning;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class ForesightTest {
    private static final MinFree FLOOR = MinFree.parse("50MiB");
    private static final NodeName WORKER = new NodeName("worker1");

    @Test
    void leakThatGoesOnComesTrueWhenItWasSaid() {
        Foresight found = foresight(1900, second -> 350 - second / 6); // below the floor after 30 min and 6 s

        Warning warning = only(found);
        assertThat(warning.outcome()).isEqualTo(Outcome.CAME_TRUE);
        assertThat(warning.node()).isEqualTo(WORKER);
        assertThat(warning.floorBytes()).isEqualTo(50L << 20);
        Duration came = warning.came().orElseThrow();
        assertThat(warning.at().plus(came)).isEqualTo(at(1810)); // the first reading below: 350 - 1810 / 6 = 49
        assertThat(warning.left().toSeconds()).isCloseTo(came.toSeconds(), within(came.toSeconds() / 20));
        assertThat(found.unforeseen()).isEmpty();
        assertThat(found.errorBelow(0.9).orElseThrow()).isLessThan(0.05);
    }

    @Test
    void errorIsThatOfTheTimeLeft() {
        // Twice as fast from the tenth minute on: what is said there is twice the time that is left.
        Foresight found = foresight(1300, second -> 350 - Math.min(second, 600) / 6 - Math.max(0, second - 600) / 3);

        assertThat(only(found).outcome()).isEqualTo(Outcome.CAME_TRUE);
        assertThat(found.errors().get(found.errors().size() - 1)).isCloseTo(1.0, within(0.1));
    }

    @Test
    void leakThatEndsIsTakenBack() {
        Foresight found = foresight(2400, second -> 350 - Math.min(second, 1200) / 6);

        assertThat(only(found).outcome()).isEqualTo(Outcome.TAKEN_BACK);
        assertThat(only(found).came()).isEmpty();
        assertThat(found.errors()).isEmpty();
        assertThat(found.errorBelow(0.5)).isEmpty();
    }

    @Test
    void leakAtTheEndOfTheJournalIsLeftOpen() {
        assertThat(only(foresight(900, second -> 350 - second / 6)).outcome()).isEqualTo(Outcome.STANDS);
    }

    @Test
    void fallAtOnceIsNotForeseenAndToldOnceUntilMemoryIsBack() {
        Foresight found = foresight(600, second -> second < 300 ? 350 : second < 400 ? 49 : second < 500 ? 74 : 40);

        assertThat(found.warnings()).isEmpty();
        assertThat(found.unforeseen()).containsExactly(new Unforeseen(at(300), WORKER));
    }

    @Test
    void afterMemoryIsBackTheNextFallCounts() {
        Foresight found = foresight(600, second -> second < 300 ? 350 : second < 400 ? 49 : second < 500 ? 76 : 40);

        assertThat(found.unforeseen()).extracting(Unforeseen::at).containsExactly(at(300), at(500));
    }

    @Test
    void nodesAreReadOneByOne() {
        List<JournalEntry> entries = new ArrayList<>();
        for (int second = 0; second <= 1900; second += 5) {
            entries.add(beat(second, "worker1", 1, second, 350 - second / 6));
            entries.add(beat(second + 1, "worker2", 1, second, 350));
        }

        assertThat(only(Foresight.of(Recording.of(entries, 0), FLOOR)).node()).isEqualTo(WORKER);
    }

    private static Warning only(Foresight foresight) {
        assertThat(foresight.warnings()).hasSize(1);
        return foresight.warnings().get(0);
    }

    private static Foresight foresight(int seconds, IntUnaryOperator freeMib) {
        List<JournalEntry> entries = new ArrayList<>();
        for (int second = 0; second <= seconds; second += 5) {
            entries.add(beat(second, "worker1", 1, second, freeMib.applyAsInt(second)));
        }
        return Foresight.of(Recording.of(entries, 0), FLOOR);
    }
}
