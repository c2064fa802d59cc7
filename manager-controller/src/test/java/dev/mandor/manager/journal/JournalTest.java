package dev.mandor.manager.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.CapturedLog;
import dev.mandor.manager.journal.JournalEntry.Beat;
import dev.mandor.manager.journal.JournalEntry.Lost;
import dev.mandor.manager.journal.JournalEntry.Opened;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Opened OPENED = Entries.opened(0, Map.of("tolerance", "30000ms"));

    @RegisterExtension
    private final CapturedLog log = new CapturedLog(Journal.class);

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void file() {
        file = directory.resolve("journal.jsonl");
    }

    @Test
    void whatHappenedIsReadBackInItsOrder() throws InterruptedException {
        Journal journal = journal(Journal.MOST_BYTES);
        journal.offer(Entries.beat(1, "worker1", 1, 1, 500));
        journal.offer(Entries.down(40, "worker1", 39));
        journal.writeNext();

        Recording recording = Recording.read(directory);
        assertThat(recording.entries())
                .extracting(Recording.Timed::entry)
                .containsExactly(OPENED, Entries.beat(1, "worker1", 1, 1, 500), Entries.down(40, "worker1", 39));
        assertThat(recording.skipped()).isZero();
        assertThat(log.take()).isEmpty();
    }

    @Test
    void sizeIsBounded() throws IOException, InterruptedException {
        Journal journal = journal(2000);
        for (int seq = 1; seq <= 100; seq++) {
            journal.offer(Entries.beat(seq, "worker1", 1, seq, 500));
            journal.writeNext();
            assertThat(Files.size(file)).isLessThanOrEqualTo(2000);
        }

        assertThat(Files.size(directory.resolve("journal.1.jsonl"))).isBetween(1L, 2000L);
        assertThat(Recording.read(file).lastOpened())
                .as("each file says with which options")
                .hasValueSatisfying(opened -> {
                    assertThat(opened.start()).isFalse();
                    assertThat(opened.options()).isEqualTo(OPENED.options());
                });
        assertThat(Recording.read(directory).all(Beat.class))
                .extracting(beat -> beat.heartbeat().seq())
                .isSorted()
                .endsWith(99L, 100L);
    }

    @Test
    void lineThatACrashTornApartIsSkippedAndTheNextStandsAlone() throws IOException, InterruptedException {
        Files.writeString(file, JournalCodec.encode(OPENED) + "\n{\"type\":\"heartbeat\",\"at\":\"2026-1");
        journal(Journal.MOST_BYTES).writeNext();

        Recording recording = Recording.read(directory);
        assertThat(recording.all(Opened.class)).hasSize(2);
        assertThat(recording.skipped()).isOne();
    }

    @Test
    void fullDiskIsSaidOnceAndWhenItIsOver() throws IOException, InterruptedException {
        Files.createSymbolicLink(file, Path.of("/dev/full"));
        Journal journal = journal(Journal.MOST_BYTES);
        for (int seq = 1; seq <= 5; seq++) {
            journal.writeNext();
            journal.offer(Entries.beat(seq, "worker1", 1, seq, 500));
        }
        assertThat(log.take())
                .containsExactly("WARN the journal " + file
                        + " cannot be written: java.io.IOException: No space left on device");

        Files.delete(file);
        journal.writeNext();
        assertThat(Recording.read(directory).entries())
                .extracting(Recording.Timed::entry)
                .containsExactly(new Lost(Entries.at(5), 5), Entries.beat(5, "worker1", 1, 5, 500));
        assertThat(log.take()).containsExactly("INFO the journal " + file + " is written again, 5 entries are lost");
    }

    @Test
    void stuckDiskCostsEntriesAndNobodyAWait() throws InterruptedException {
        Journal journal = journal(Journal.MOST_BYTES); // and nobody writes
        for (int seq = 1; seq < Journal.MOST_WAITING + 10; seq++) {
            journal.offer(Entries.beat(seq, "worker1", 1, seq, 500));
        }
        assertThat(log.take())
                .containsExactly("WARN the journal " + file + " is written slower than it grows; entries are lost");

        for (int batch = 0; batch < Journal.MOST_WAITING / Journal.MOST_AT_ONCE; batch++) {
            journal.writeNext();
        }
        assertThat(log.take()).containsExactly("INFO the journal " + file + " is written again, 10 entries are lost");
        assertThat(Recording.read(directory).all(Lost.class))
                .extracting(Lost::entries)
                .containsExactly(10L);
    }

    @Test
    void whatIsNoUtf8IsSkipped() throws IOException {
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xc3, 0, '\n'});
        Files.writeString(file, JournalCodec.encode(OPENED), StandardCharsets.UTF_8, StandardOpenOption.APPEND);

        assertThat(Recording.read(file)).isEqualTo(Recording.of(List.of(OPENED), 1));
    }

    private Journal journal(long mostBytes) {
        return new Journal(directory, mostBytes, OPENED);
    }
}
