package dev.mandor.manager.journal;

import static dev.mandor.manager.journal.Entries.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.TestNodes;
import dev.mandor.manager.cluster.Decision;
import dev.mandor.manager.cluster.HostName;
import dev.mandor.manager.cluster.LeastConn;
import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.cluster.Reason.NobodyUsable;
import dev.mandor.manager.cluster.RoutingPlan;
import dev.mandor.manager.cluster.Service;
import dev.mandor.manager.cluster.ServiceName;
import dev.mandor.manager.journal.JournalEntry.Decided;
import dev.mandor.manager.journal.JournalEntry.Lost;
import dev.mandor.manager.journal.JournalEntry.NodeChanged;
import dev.mandor.manager.journal.JournalEntry.Paused;
import dev.mandor.model.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalCodecTest {
    static Stream<JournalEntry> entries() {
        Service api = new Service(
                new ServiceName("api"),
                OptionalInt.of(9000),
                Optional.of(new HostName("api.example.org")),
                new LeastConn());
        return Stream.of(
                Entries.opened(0, Map.of("tolerance", "30000ms", "strategy", "max-free-memory")),
                Entries.opened(0, Map.of()).continued(at(7)),
                Entries.beat(1.234567, "worker1", 7, 42, 500),
                Entries.down(31, "worker1", 30),
                new NodeChanged(at(1), new NodeName("w"), Optional.empty(), NodeState.LOW_MEMORY, Duration.ZERO),
                Entries.decided(6, TestNodes.plan("worker1", "worker2")),
                Decided.of(at(7), api, new Decision(RoutingPlan.FALLBACK_ONLY, new NobodyUsable(List.of()))),
                new Paused(at(9), Duration.ofMillis(12_345)),
                new Lost(at(10), 17));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void entryIsReadBackAsItWasWritten(JournalEntry entry) {
        assertThat(JournalCodec.decode(JournalCodec.encode(entry))).contains(entry);
        assertThat(JournalCodec.encode(entry)).doesNotContain("\n");
    }

    @Test
    void linesArePlainEnoughForOtherPrograms() {
        assertThat(JournalCodec.encode(Entries.beat(1, "worker1", 7, 42, 500)))
                .isEqualTo("{\"type\":\"heartbeat\",\"at\":\"2026-11-22T12:00:01Z\",\"heartbeat\":{\"v\":1,"
                        + "\"node\":\"worker1\",\"ip\":\"10.0.0.1\",\"port\":8080,\"time\":\"2026-11-22T12:00:01Z\","
                        + "\"boot\":7,\"seq\":42,\"freeMemory\":524288000,\"totalMemory\":1048576000,"
                        + "\"interval\":5000}}");
        assertThat(JournalCodec.encode(Entries.decided(6, TestNodes.plan("worker1"))))
                .isEqualTo("{\"type\":\"decision\",\"at\":\"2026-11-22T12:00:06Z\",\"service\":\"workers\","
                        + "\"plan\":\"worker1 serves, no backup\",\"why\":\"AllServe\","
                        + "\"reason\":\"1 live worker can serve\",\"servers\":[{\"node\":\"worker1\","
                        + "\"endpoint\":\"10.0.0.1:8080\",\"backup\":false,\"weight\":1,\"maxConns\":0}]}");
    }

    @Test
    void everyTornLineIsNoEntry() {
        entries().map(JournalCodec::encode).forEach(line -> {
            for (int length = 0; length < line.length(); length++) {
                assertThat(JournalCodec.decode(line.substring(0, length)))
                        .as(line.substring(0, length))
                        .isEmpty();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"type\":\"lost\",\"at\":\"noon\",\"entries\":1}",
                "{\"type\":\"lost\",\"at\":\"2026-11-22T12:00:00Z\",\"entries\":1.5}",
                "{\"type\":\"of a later version\",\"at\":\"2026-11-22T12:00:00Z\"}",
                "{\"type\":\"heartbeat\",\"at\":\"2026-11-22T12:00:00Z\"}",
                "{\"type\":\"node\",\"at\":\"2026-11-22T12:00:00Z\",\"node\":\"w\",\"state\":\"odd\",\"silenceMillis\":1}",
                "{\"type\":\"decision\",\"at\":\"2026-11-22T12:00:00Z\",\"service\":\"w\",\"plan\":\"\",\"why\":\"\","
                        + "\"reason\":\"\",\"servers\":[{\"node\":\"w\",\"endpoint\":\"10.0.0.1:80\",\"weight\":0,"
                        + "\"maxConns\":0}]}"
            })
    void whatIsNotUnderstoodIsNoEntry(String line) {
        assertThat(JournalCodec.decode(line)).isEmpty();
    }
}
