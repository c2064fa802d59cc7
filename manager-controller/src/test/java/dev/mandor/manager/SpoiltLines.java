package dev.mandor.manager;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/** The short form of a fuzz target that reads lines: those of its corpus, and what becomes of them when they are damaged. */
public final class SpoiltLines {
    private static final String INTERESTING = "{}[]\":,\\.-+eE0123456789 \n\r\t\0\u001b\u007f\u202e;/TZ";

    private final SortedMap<String, String> corpus = new TreeMap<>();

    /** @param target a class beside whose resource there is a folder of its name; what is no line of its kind begins with "bad-" */
    public SpoiltLines(Class<?> target) throws IOException, URISyntaxException {
        Path folder = Path.of(target.getResource(target.getSimpleName()).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                corpus.put(file.getFileName().toString(), Files.readString(file));
            }
        }
    }

    /** Tells {@code check} each line and whether it is a good one. */
    public boolean allAre(BiPredicate<byte[], Boolean> check) {
        return corpus.entrySet().stream()
                .allMatch(line ->
                        check.test(bytes(line.getValue()), !line.getKey().startsWith("bad-")));
    }

    /** So many lines, each spoilt in one to three places. Equal seeds spoil alike. */
    public List<byte[]> spoilt(int count, long seed) {
        Random random = new Random(seed);
        List<String> lines = List.copyOf(corpus.values());
        List<byte[]> spoilt = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            String line = any(lines, random);
            for (int times = 1 + random.nextInt(3); times > 0; times--) {
                line = spoil(line, any(lines, random), random);
            }
            spoilt.add(bytes(line));
        }
        return spoilt;
    }

    private static String spoil(String line, String other, Random random) {
        int at = random.nextInt(line.length() + 1);
        int until = Math.min(line.length(), at + random.nextInt(12));
        String one = String.valueOf(INTERESTING.charAt(random.nextInt(INTERESTING.length())));
        String middle = switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> line.substring(at, until).repeat(2);
            case 2 -> one;
            default -> {
                int from = random.nextInt(other.length() + 1);
                yield other.substring(from, Math.min(other.length(), from + random.nextInt(60)));
            }
        };
        return line.substring(0, at) + middle + line.substring(until);
    }

    private static String any(List<String> lines, Random random) {
        return lines.get(random.nextInt(lines.size()));
    }

    private static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }
}
