package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.endpoint;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.NodeStatus;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SameNameAlarmTest {
    @RegisterExtension
    private final CapturedLog log = new CapturedLog(SameNameAlarm.class);

    private final SameNameAlarm alarm = new SameNameAlarm();

    @Test
    void twoMachinesOfOneNameAreNamedOnceWithBothAddresses() {
        alarm.onSnapshot(snapshot(live("worker1", 500)));
        assertThat(log.take()).isEmpty();

        alarm.onSnapshot(snapshot(besides("worker9", live("worker1", 500))));
        alarm.onSnapshot(snapshot(besides("worker9", live("worker1", 499))));
        assertThat(log.take())
                .containsExactly("ERROR two machines report as worker1: 10.0.0.1:8080 and 10.0.0.9:8080; the first is"
                        + " believed, the other is ignored until it has a --name of its own");
    }

    @Test
    void otherThatComesFromEverElsewhereIsNoNews() {
        alarm.onSnapshot(snapshot(besides("worker9", live("worker1", 500))));
        log.take();

        alarm.onSnapshot(snapshot(besides("worker8", live("worker1", 500))));

        assertThat(log.take()).isEmpty();
    }

    @Test
    void manyNamesShareALine() {
        alarm.onSnapshot(snapshot(
                besides("worker9", live("worker1", 500)),
                besides("worker9", live("worker2", 500)),
                besides("worker9", live("worker3", 500)),
                besides("worker9", live("worker4", 500)),
                besides("worker9", live("worker5", 500))));
        assertThat(log.take())
                .containsExactly("ERROR two machines report as worker1: 10.0.0.1:8080 and 10.0.0.9:8080, as worker2:"
                        + " 10.0.0.2:8080 and 10.0.0.9:8080, as worker3: 10.0.0.3:8080 and 10.0.0.9:8080, as 2 more; the"
                        + " first is believed, the other is ignored until it has a --name of its own");

        alarm.onSnapshot(snapshot(besides("worker9", live("worker1", 500))));
        assertThat(log.take())
                .containsExactly("INFO one machine alone reports as worker2, worker3, worker4, 1 more again");
    }

    @Test
    void endIsToldOnceToo() {
        alarm.onSnapshot(snapshot(besides("worker9", live("worker1", 500))));
        log.take();

        alarm.onSnapshot(snapshot(live("worker1", 500)));
        alarm.onSnapshot(snapshot(live("worker1", 500)));

        assertThat(log.take()).containsExactly("INFO one machine alone reports as worker1 again");
    }

    private static NodeStatus besides(String rival, NodeStatus it) {
        return new NodeStatus(
                it.last(),
                it.age(),
                it.tolerance(),
                it.hostState(),
                it.freeBytes(),
                it.cautiousFreeBytes(),
                it.load(),
                Optional.of(endpoint(rival)));
    }
}
