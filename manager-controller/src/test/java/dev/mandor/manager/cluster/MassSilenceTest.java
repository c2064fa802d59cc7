package dev.mandor.manager.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.MassSilence.Silence;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MassSilenceTest {
    private static final Duration TOLERANCE = Duration.ofNanos(30);

    @Test
    void oneSilentNodeIsNoMassEvenIfItIsTheOnlyOne() {
        assertThat(together(silent(0))).isEmpty();
    }

    @Test
    void exactlyHalfIsNotMost() {
        assertThat(together(silent(0), silent(1), heard(50), heard(51))).isEmpty();
    }

    @Test
    void moreThanHalfWithinOneToleranceAreSuspect() {
        assertThat(together(silent(0), silent(30), heard(50))).containsExactlyInAnyOrder(silent(0), silent(30));
    }

    @Test
    void nodesThatFellSilentOneAfterAnotherAreJustDown() {
        assertThat(together(silent(0), silent(31), heard(100))).isEmpty();
    }

    @Test
    void nodesThatWereDownBeforeDoNotCountAsThere() {
        assertThat(together(silent(-500), silent(-400), silent(-300), silent(0), silent(1), heard(50)))
                .containsExactlyInAnyOrder(silent(0), silent(1));
    }

    @Test
    void windowsFindWhatComparingEachWithEachFinds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 2_000; run++) {
            List<Silence> nodes = IntStream.range(0, random.nextInt(9))
                    .mapToObj(i -> new Silence(random.nextInt(100), random.nextBoolean()))
                    .distinct()
                    .toList();
            assertThat(MassSilence.together(nodes, TOLERANCE))
                    .as("seed %d, %s", seed, nodes)
                    .isEqualTo(eachWithEach(nodes));
        }
    }

    private static Set<Silence> eachWithEach(List<Silence> nodes) {
        Set<Silence> together = new HashSet<>();
        for (Silence first : nodes) {
            List<Silence> group = nodes.stream()
                    .filter(node -> node.silent()
                            && node.arrivedNanos() >= first.arrivedNanos()
                            && node.arrivedNanos() <= first.arrivedNanos() + TOLERANCE.toNanos())
                    .toList();
            long there = nodes.stream()
                    .filter(node -> node.arrivedNanos() >= first.arrivedNanos())
                    .count();
            if (first.silent() && group.size() >= 2 && group.size() * 2L > there) {
                together.addAll(group);
            }
        }
        return together;
    }

    private static Set<Silence> together(Silence... nodes) {
        return MassSilence.together(List.of(nodes), TOLERANCE);
    }

    private static Silence silent(long arrivedNanos) {
        return new Silence(arrivedNanos, true);
    }

    private static Silence heard(long arrivedNanos) {
        return new Silence(arrivedNanos, false);
    }
}
