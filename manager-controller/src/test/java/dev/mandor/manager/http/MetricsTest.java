package dev.mandor.manager.http;

import static dev.mandor.manager.view.TestViews.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.mandor.http.Packed;
import dev.mandor.manager.TestNodes;
import dev.mandor.manager.cluster.ClusterSnapshot;
import dev.mandor.manager.view.TestViews;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much work the metrics of many nodes are. */
class MetricsTest {
    @Test
    void textGrowsWithTheNodesAndNotFaster() throws IOException {
        long thousand = length(metricsOf(1000));

        assertThat(length(metricsOf(2000))).isLessThan(thousand * 21 / 10);
        assertThat(thousand).isLessThan(1000 * 1100);
    }

    @Test
    void garbageGrowsWithTheNodesAndNotFaster() throws IOException {
        long thousand = allocatedBy(metricsOf(1000));

        assertThat(allocatedBy(metricsOf(4000))).isLessThan(6 * thousand); // 16 times, were it quadratic
    }

    @Test
    void packedTextIsATenthAndUnpackedIsTheSame() throws IOException {
        Metrics metrics = metricsOf(1000);
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        metrics.writeTo(plain);
        Packed packed = Packed.of(metrics::writeTo);
        ByteArrayOutputStream unpacked = new ByteArrayOutputStream();
        packed.send(unpacked, false);

        assertThat(unpacked.toByteArray()).isEqualTo(plain.toByteArray());
        assertThat(packed.length(false)).isEqualTo(plain.size());
        assertThat(packed.length(true)).isLessThan(plain.size() / 10);
    }

    private static Metrics metricsOf(int nodes) {
        TestViews manager = new TestViews();
        manager.tick(
                NOW,
                new ClusterSnapshot(IntStream.rangeClosed(1, nodes)
                        .mapToObj(node -> TestNodes.live("worker" + node, 100 + node % 800))
                        .toList()));
        return new Metrics(manager.view());
    }

    private static long length(Metrics metrics) throws IOException {
        return Packed.of(metrics::writeTo).length(false);
    }

    private static long allocatedBy(Metrics metrics) throws IOException {
        metrics.writeTo(OutputStream.nullOutputStream()); // what is allocated once is not counted
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        metrics.writeTo(OutputStream.nullOutputStream());
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
