package dev.mandor.manager.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where Mandor's file lies, as the kernel tells where nginx runs: whether a new one can take its place there. Pure.
 *
 * @param link where the file really is, if its name is a link; empty text when the link leads nowhere
 * @param mounts of the machine or container, in the order in which they were made
 */
record FilePlace(Optional<String> link, List<Mount> mounts) {
    private static final String SCRIPT =
            "[ ! -L \"$1\" ] || echo \"link $(readlink -f \"$1\")\"; cat /proc/self/mountinfo 2>/dev/null || true";
    private static final int ROOT_COLUMNS =
            6; // proc(5): those that every line has, before a number of others and a dash

    /** A mount of /proc/self/mountinfo. */
    record Mount(String point, String type, boolean readOnly) {
        boolean holds(String folder) {
            return point.equals("/") || folder.equals(point) || folder.startsWith(point + "/");
        }
    }

    FilePlace {
        mounts = List.copyOf(mounts);
    }

    /** What prints it. */
    static List<String> command(String path) {
        return List.of("sh", "-c", SCRIPT, "mandor", path);
    }

    static FilePlace parse(String output) {
        return new FilePlace(
                output.lines()
                        .filter(line -> line.startsWith("link "))
                        .map(line -> line.substring("link ".length()).strip())
                        .findFirst(),
                output.lines().flatMap(line -> mount(line).stream()).toList());
    }

    private static Optional<Mount> mount(String line) {
        String[] halves = line.split(" - ", 2);
        String[] first = halves[0].split(" ", -1);
        String[] second = halves.length < 2 ? new String[0] : halves[1].split(" ", -1);
        if (first.length < ROOT_COLUMNS || second.length < 3) {
            return Optional.empty();
        }
        return Optional.of(new Mount(first[4], second[0], isReadOnly(first[5]) || isReadOnly(second[2])));
    }

    private static boolean isReadOnly(String options) {
        return Set.of(options.split(",", -1)).contains("ro");
    }

    /** @param copied whether files get there by {@code docker cp} */
    List<Finding> findings(String path, boolean copied) {
        String real = link.orElse(path);
        if (!real.contains("/")) {
            return List.of(Finding.fail(path + " is a link that leads to no folder", "remove it: rm " + path));
        }
        if (mounts.stream().anyMatch(mount -> mount.point().equals(real))) {
            return List.of(Finding.fail(
                    real + " is a mount of that single file: another one cannot take its place",
                    "mount its folder, " + folder(real) + ", instead of the file"));
        }
        List<Finding> findings = new ArrayList<>();
        holder(folder(real))
                .flatMap(mount -> mounted(folder(real), mount, copied))
                .ifPresent(findings::add);
        link.map(to -> Finding.ok(path + " is a link: the manager replaces the file to which it leads, " + to))
                .ifPresent(findings::add);
        return findings;
    }

    private Optional<Mount> holder(String folder) {
        return mounts.stream() // of equally long ones the last, which hides those before
                .filter(mount -> mount.holds(folder))
                .reduce((a, b) ->
                        Comparator.<Mount>comparingInt(one -> one.point().length())
                                                .compare(a, b)
                                        > 0
                                ? a
                                : b);
    }

    private static Optional<Finding> mounted(String folder, Mount mount, boolean copied) {
        String volume = "mount a volume at " + folder;
        if (mount.readOnly()) {
            return Optional.of(Finding.fail(
                    folder + " is on a file system that is read-only, mounted at " + mount.point(),
                    copied ? volume + ", or run the container without read_only" : "mount it read-write"));
        }
        return copied && mount.type().equals("tmpfs")
                ? Optional.of(Finding.fail(
                        folder + " is on a tmpfs of the container, mounted at " + mount.point()
                                + ": docker cp writes beneath it, and says nothing",
                        volume + " instead of the tmpfs"))
                : Optional.empty();
    }

    private static String folder(String path) {
        return path.lastIndexOf('/') == 0 ? "/" : path.substring(0, path.lastIndexOf('/'));
    }
}
