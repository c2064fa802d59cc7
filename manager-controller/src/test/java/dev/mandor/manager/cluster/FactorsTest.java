package dev.mandor.manager.cluster;

import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.loaded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.model.HostLoad;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactorsTest {
    private static final Offset<Double> EXACTLY = Offset.offset(1e-12);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    memory=0.6,cpu=0.3,pressure=0.1 | memory=0.60,cpu=0.30,pressure=0.10
                    cpu=3 , memory=1                | memory=0.25,cpu=0.75
                    memory=1                        | memory=1.00
                    swap=9999.9999                  | swap=1.00
                    memory=1,cpu=0                  | memory=1.00,cpu=0.00
                    """)
    void onlyTheProportionsOfTheWeightsCount(String text, String shown) {
        assertThat(Factors.parse(text)).hasToString(shown);
    }

    @Test
    void equalProportionsAreEqual() {
        assertThat(Factors.parse("cpu=1,memory=1")).isEqualTo(Factors.parse("memory=0.5,cpu=0.5"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    ""                  | expected parts such as memory=0.6, separated by commas
                    memory              | expected parts such as memory=0.6, separated by commas
                    memory=             | expected parts such as memory=0.6, separated by commas
                    memory=-1           | expected parts such as memory=0.6, separated by commas
                    memory=1e3          | expected parts such as memory=0.6, separated by commas
                    memory=10000        | expected parts such as memory=0.6, separated by commas
                    memory=0.60001      | expected parts such as memory=0.6, separated by commas
                    memory=NaN          | expected parts such as memory=0.6, separated by commas
                    MEMORY=1            | expected parts such as memory=0.6, separated by commas
                    memory=1,           | expected parts such as memory=0.6, separated by commas
                    memory=1;cpu=1      | expected parts such as memory=0.6, separated by commas
                    disk=1              | there is no 'disk'; there is memory, cpu, pressure, swap
                    cpu=1,cpu=1         | cpu is given twice
                    memory=0,cpu=0.0    | at least one weight must be above zero
                    """)
    void anythingElseIsRefusedWithASentence(String text, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Factors.parse(text))
                .withMessage(sentence);
    }

    @Test
    void weightsThatAreNoneAreRefused() {
        for (double weight : new double[] {-1, 0, Double.NaN}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Factors(Map.of(Factor.CPU, weight)));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new Factors(Map.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Factors(Map.of(Factor.CPU, 2.0, Factor.MEMORY, -1.0)));
    }

    @Test
    void eachFactorSharesByTheRoomThatItSees() {
        List<NodeStatus> nodes =
                List.of(loaded("worker1", 100, load(0.2, 0, 0)), loaded("worker2", 300, load(0.8, 50, 500)));

        assertShares("memory=1", nodes, 0.25, 0.75);
        assertShares("cpu=1", nodes, 0.8, 0.2);
        assertShares("pressure=1", nodes, 2 / 3.0, 1 / 3.0);
        assertShares("swap=1", nodes, 2 / 3.0, 1 / 3.0);
        assertShares("memory=1,cpu=1", nodes, 0.525, 0.475);
    }

    @Test
    void figureThatANodeDoesNotTellCountsAsTheMeanOfTheOthers() {
        List<NodeStatus> nodes = List.of(
                loaded("worker1", 500, load(0.8, 0, 0)), loaded("worker2", 500, load(0.4, 0, 0)), live("worker3", 500));

        assertShares("cpu=1", nodes, 1 / 6.0, 3 / 6.0, 2 / 6.0);
    }

    @Test
    void figureThatNobodyTellsSpeaksForEqualShares() {
        assertShares("pressure=1", List.of(live("worker1", 100), live("worker2", 300)), 0.5, 0.5);
        assertShares("memory=1,pressure=1", List.of(live("worker1", 100), live("worker2", 300)), 0.375, 0.625);
    }

    @Test
    void figureThatNobodyHasAnyOfSpeaksForEqualShares() {
        HostLoad busy = load(1, 100, 1000);
        List<NodeStatus> nodes = List.of(loaded("worker1", 0, busy), loaded("worker2", 0, busy));

        for (Factor factor : Factor.values()) {
            assertShares(factor + "=1", nodes, 0.5, 0.5);
        }
    }

    @Test
    void moreSwappedOutThanThereIsMemoryIsNoRoomAndNotLess() {
        List<NodeStatus> nodes =
                List.of(loaded("worker1", 500, load(0, 0, 5000)), loaded("worker2", 500, load(0, 0, 0)));

        assertShares("swap=1", nodes, 0, 1);
    }

    @Test
    void scoreOfMemoryAloneIsMemoryWeighted() {
        ClusterSnapshot cluster =
                new ClusterSnapshot(List.of(live("worker1", 100), loaded("worker2", 300, load(0.9, 90, 900))));

        assertThat(new Score(Balancing.IP_HASH, MinFree.DEFAULT, Factors.parse("memory=7"))
                        .decide(cluster, Serving.NOTHING))
                .isEqualTo(new MemoryWeighted(Balancing.IP_HASH, MinFree.DEFAULT).decide(cluster, Serving.NOTHING));
    }

    @Test
    void sharesAreTogetherOneWhateverTheNodesTell() {
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            Factors factors = new Factors(Map.of(
                    Factor.MEMORY,
                    random.nextDouble(),
                    Factor.CPU,
                    random.nextDouble(),
                    Factor.SWAP,
                    1 + random.nextDouble()));
            List<NodeStatus> nodes = IntStream.range(0, 1 + random.nextInt(20))
                    .mapToObj(number -> anyNode("worker" + number, random))
                    .toList();
            double[] shares = factors.shares(nodes);

            assertThat(DoubleStream.of(shares).sum()).as("seed %d", seed).isEqualTo(1, EXACTLY);
            assertThat(shares).as("seed %d", seed).hasSameSizeAs(nodes).doesNotContain(Double.NaN);
            assertThat(DoubleStream.of(shares)).as("seed %d", seed).allMatch(share -> share >= 0 && share <= 1 + 1e-12);
        }
    }

    private static NodeStatus anyNode(String name, Random random) {
        return random.nextInt(4) == 0
                ? live(name, 0)
                : loaded(name, random.nextInt(1001), load(random.nextInt(2), 0, random.nextInt(2000)));
    }

    private static void assertShares(String factors, List<NodeStatus> nodes, double... expected) {
        assertThat(Factors.parse(factors).shares(nodes)).as(factors).containsExactly(expected, EXACTLY);
    }

    private static HostLoad load(double cpu, double pressure, long swapMib) {
        return new HostLoad(OptionalDouble.of(cpu), OptionalDouble.of(pressure), OptionalLong.of(swapMib << 20));
    }
}
