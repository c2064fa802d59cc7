package dev.mandor.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The inputs that are kept for one target, each a file as it would arrive: those written by hand have a name that says what they
 * are, those that {@code scripts/fuzz} found to reach new code have a hash.
 */
public final class Corpus {
    private Corpus() {}

    /** The inputs in the folder of {@code target}, a class, by the names of their files. */
    public static SortedMap<String, byte[]> of(Class<?> target) {
        SortedMap<String, byte[]> inputs = new TreeMap<>();
        try (Stream<Path> files =
                Files.list(Path.of(target.getResource(target.getSimpleName()).toURI()))) {
            List<Path> paths = files.toList();
            for (Path path : paths) {
                inputs.put(path.getFileName().toString(), Files.readAllBytes(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a resource without a path", e);
        }
        return inputs;
    }
}
