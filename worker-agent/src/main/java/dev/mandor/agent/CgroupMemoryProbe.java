package dev.mandor.agent;

import dev.mandor.model.MemoryReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Reads the memory of this process's control group and of those above it, both versions. Not through OSHI, whose
 * {@code CgroupInfo} knows neither the groups above nor what of the usage is cache. Which group it is is found once: a
 * process is seldom moved, and who moves it can restart it.
 */
final class CgroupMemoryProbe implements MemoryProbe {
    private final Path root;
    private final MemoryProbe host;
    private final CgroupPath path;

    /**
     * @param root holds {@code proc} and what is mounted; {@code /} but in tests
     * @param host never is more free than there
     * @throws IllegalArgumentException when no limit is found, or what is found cannot be read
     */
    CgroupMemoryProbe(Path root, MemoryProbe host) {
        this.root = root;
        this.host = host;
        this.path = CgroupPath.find(proc("cgroup"), proc("mountinfo"))
                .orElseThrow(() -> new IllegalArgumentException(
                        "no control group of a memory controller was found for this process"));
        read();
    }

    /** @throws IllegalArgumentException also when there is no limit any more */
    @Override
    public MemoryReading read() {
        List<CgroupMemory> limited = path.levels().stream()
                .map(this::group)
                .flatMap(Optional::stream)
                .toList();
        if (limited.isEmpty()) {
            throw new IllegalArgumentException("no memory limit was found at " + path.group() + " or above");
        }
        return CgroupMemory.tightest(limited, host.read());
    }

    /** Empty when this level has no limit. The topmost of version 2 has not even a file for it. */
    private Optional<CgroupMemory> group(Path level) {
        CgroupVersion version = path.version();
        OptionalLong limit = text(level.resolve(version.limitFile()))
                .map(text -> parsed(level, version.limitFile(), text, CgroupMemory::parseLimit))
                .orElse(OptionalLong.empty());
        if (limit.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new CgroupMemory(
                limit.getAsLong(),
                read(level, version.usageFile(), CgroupMemory::parseAmount),
                read(level, "memory.stat", text -> CgroupMemory.parseStat(text, version.inactiveFileKey()))));
    }

    private String proc(String file) {
        return read(Path.of("/proc/self"), file, Function.identity());
    }

    private <T> T read(Path directory, String file, Function<String, T> parser) {
        String text = text(directory.resolve(file))
                .orElseThrow(() -> new IllegalArgumentException(directory.resolve(file) + " does not exist"));
        return parsed(directory, file, text, parser);
    }

    private static <T> T parsed(Path directory, String file, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(directory.resolve(file) + ": " + e.getMessage(), e);
        }
    }

    private Optional<String> text(Path absolute) {
        try {
            return Optional.of(Files.readString(root.resolve(Path.of("/").relativize(absolute))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    absolute + " cannot be read: " + e.getClass().getSimpleName(), e);
        }
    }
}
