package dev.mandor.manager;

import static dev.mandor.manager.TestNodes.down;
import static dev.mandor.manager.TestNodes.live;
import static dev.mandor.manager.TestNodes.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mandor.daemon.WrongUsageException;
import dev.mandor.model.Heartbeat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateStoreTest {
    @RegisterExtension
    private final CapturedLog log = new CapturedLog(StateStore.class);

    @TempDir
    private Path directory;

    @Test
    void restartRemembersWhoMayServe() {
        store().onSnapshot(snapshot(live("worker1", 500), down("worker2", 300), live("worker3", 100)));

        assertThat(awaitFile())
                .extracting(heartbeat -> heartbeat.node().value())
                .containsExactly("worker1", "worker3");
    }

    @Test
    void restartRemembersHowFarEveryWorkerHadCome() {
        store().onSnapshot(snapshot(live("worker1", 500), down("worker2", 300)));
        awaitFile("newest.jsonl");

        assertThat(names(store().newestOfEach())).containsExactly("worker1", "worker2");
        Clock nextYear = Clock.offset(Clock.systemUTC(), Duration.ofDays(365));
        assertThat(names(new StateStore(directory, nextYear).newestOfEach())).containsExactly("worker1", "worker2");
    }

    @Test
    void whoIsNotHeardAfterARestartIsRememberedOverTheNext() throws IOException {
        store().onSnapshot(snapshot(live("worker1", 500), live("worker2", 300)));
        awaitFile("newest.jsonl");

        StateStore second = store();
        second.newestOfEach();
        Files.delete(directory.resolve("newest.jsonl"));
        second.onSnapshot(snapshot(live("worker2", 300)));
        awaitFile("newest.jsonl");

        assertThat(names(store().newestOfEach())).containsExactly("worker2", "worker1");
    }

    @Test
    void firstStartRemembersNothing() {
        assertThat(store().restore()).isEmpty();
        assertThat(store().newestOfEach()).isEmpty();
        assertThat(log.take()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "not ours", "{\"v\":1}", "\u0000\u0001"})
    void damagedFileIsNamedAndIgnored(String text) throws IOException {
        Files.writeString(directory.resolve("workers.jsonl"), text);

        assertThat(store().restore()).isEmpty();
        assertThat(log.take())
                .singleElement()
                .asString()
                .startsWith("WARN " + directory.resolve("workers.jsonl") + " is ignored, it is damaged or not ours");
    }

    @Test
    void bytesThatAreNoTextAreIgnoredToo() throws IOException {
        Files.write(directory.resolve("workers.jsonl"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

        assertThat(store().restore()).isEmpty();
    }

    @Test
    void oldMemoriesAreIgnored() {
        store().onSnapshot(snapshot(live("worker1", 500)));
        awaitFile();

        Clock later = Clock.offset(Clock.systemUTC(), StateStore.TOO_OLD.plus(Duration.ofMinutes(1)));
        assertThat(new StateStore(directory, later).restore()).isEmpty();
    }

    @Test
    void directoryThatCannotBeMadeIsWrongUsage() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> new StateStore(file.resolve("state"), Clock.systemUTC()))
                .isInstanceOf(WrongUsageException.class)
                .hasMessageContaining("cannot be made");
    }

    private StateStore store() {
        return new StateStore(directory, Clock.systemUTC());
    }

    private static List<String> names(List<Heartbeat> heartbeats) {
        return heartbeats.stream().map(heartbeat -> heartbeat.node().value()).toList();
    }

    private List<Heartbeat> awaitFile() {
        awaitFile("workers.jsonl");
        return store().restore();
    }

    private void awaitFile(String name) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!Files.exists(directory.resolve(name))) {
            assertThat(System.nanoTime()).as("patience").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
