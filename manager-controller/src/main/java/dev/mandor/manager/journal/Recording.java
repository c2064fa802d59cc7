package dev.mandor.manager.journal;

import dev.mandor.daemon.WrongUsageException;
import dev.mandor.manager.journal.JournalEntry.Opened;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A journal as it was read.
 *
 * @param entries at least one, each at its time since the first. Where the machine's clock had gone back between two runs of the
 *     manager, only those since then
 * @param skipped lines that were torn, damaged, or of a kind that this program does not know; also those of a time that lies
 *     more than a year from the others', through which a replay would have to live
 */
public record Recording(List<Timed> entries, long skipped) {
    private static final long MOST_BYTES = 4 * Journal.MOST_BYTES; // what grew larger is no journal of ours

    /** What is further apart was not written by one manager, within the size that a journal may have. */
    static final Duration LONGEST = Duration.ofDays(366);

    /** @param nanos since the first entry */
    public record Timed(long nanos, JournalEntry entry) {}

    public Recording {
        entries = List.copyOf(entries);
    }

    /**
     * Reads {@code path}, a journal or a folder with one; of a folder, both files.
     *
     * @throws WrongUsageException when there is no journal, with a sentence
     */
    public static Recording read(Path path) {
        List<JournalEntry> entries = new ArrayList<>();
        long lines = 0;
        for (Path file : files(path)) {
            lines += read(file, entries);
        }
        if (entries.isEmpty()) {
            throw new WrongUsageException(path + " is not a journal of the manager, or an empty one");
        }
        return of(entries, lines - entries.size());
    }

    /** Of {@code entries}, of which there is at least one, in the order of their lines. */
    public static Recording of(List<JournalEntry> entries, long skipped) {
        List<JournalEntry> near = ofOneTime(entries);
        List<JournalEntry> kept = sinceTheClockWentBack(near);
        Instant first = kept.get(0).at();
        return new Recording(
                kept.stream()
                        .map(entry ->
                                new Timed(Duration.between(first, entry.at()).toNanos(), entry))
                        .toList(),
                skipped + entries.size() - near.size());
    }

    // By the one in the middle: the first and the last line are the likeliest to be damaged.
    private static List<JournalEntry> ofOneTime(List<JournalEntry> entries) {
        Instant middle = entries.get(entries.size() / 2).at();
        return entries.stream()
                .filter(entry -> Duration.between(middle, entry.at()).abs().compareTo(LONGEST) <= 0)
                .toList();
    }

    // Within a run the times are monotonic; what was written before a start at an earlier time cannot be put in order
    // with it.
    private static List<JournalEntry> sinceTheClockWentBack(List<JournalEntry> entries) {
        int from = 0;
        for (int index = 1; index < entries.size(); index++) {
            JournalEntry entry = entries.get(index);
            if (entry instanceof Opened
                    && entry.at().isBefore(entries.get(index - 1).at())) {
                from = index;
            }
        }
        return entries.subList(from, entries.size());
    }

    /** The time of the first entry. */
    public Instant start() {
        return entries.get(0).entry().at();
    }

    /** The time of the last entry, counted from the first. */
    public Instant end() {
        return start().plusNanos(nanos());
    }

    /** From the first entry to the last. */
    public long nanos() {
        return entries.stream().mapToLong(Timed::nanos).max().orElse(0);
    }

    /** The entries of one kind, in their order. */
    public <T extends JournalEntry> List<T> all(Class<T> kind) {
        return entries.stream()
                .map(Timed::entry)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** The options of the last run. */
    public Optional<Opened> lastOpened() {
        List<Opened> opened = all(Opened.class);
        return opened.isEmpty() ? Optional.empty() : Optional.of(opened.get(opened.size() - 1));
    }

    private static List<Path> files(Path path) {
        List<Path> files = Files.isDirectory(path)
                ? Stream.of(JournalFile.OLDER, JournalFile.NAME)
                        .map(path::resolve)
                        .filter(Files::exists)
                        .toList()
                : List.of(path);
        if (files.isEmpty()) {
            throw new WrongUsageException("there is no " + JournalFile.NAME + " in " + path);
        }
        return files;
    }

    private static long read(Path file, List<JournalEntry> entries) {
        if (!Files.exists(file)) {
            throw new WrongUsageException("there is no file " + file);
        }
        long lines = 0;
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                throw new WrongUsageException(file + " is not a journal of the manager");
            }
            // Not Files.lines, which throws at what is no UTF-8, as a torn line may be.
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines += line.isBlank() ? 0 : 1;
                    JournalCodec.decode(line).ifPresent(entries::add);
                }
            }
        } catch (IOException e) {
            throw new WrongUsageException(file + " cannot be read: " + e.getMessage());
        }
        return lines;
    }
}
