package dev.mandor.agent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the memory controller of this process's control group is found, as cgroups(7) says it: {@code /proc/self/cgroup} names
 * the group, {@code /proc/self/mountinfo} where its hierarchy is mounted. On a host with both versions (systemd's "hybrid"
 * mode) each controller belongs to one of them: the memory is with version 1 wherever that has it.
 *
 * @param mountPoint the topmost group that this process can see
 * @param group this process's own, at or below it
 */
record CgroupPath(CgroupVersion version, Path mountPoint, Path group) {
    private static final Pattern MEMBERSHIP = Pattern.compile("[0-9]+:([^:]*):(/.*)");
    // cgroups(7) and proc(5): ID, parent ID, major:minor, root, mount point, options, optional fields, -, type, source,
    // super options.
    private static final Pattern MOUNT =
            Pattern.compile("\\S+ \\S+ \\S+ (/\\S*) (/\\S*) \\S+ (?:\\S+ )*?- (cgroup2?) \\S+ (\\S+)");

    /** Empty when this process is in no group of a memory controller, or cannot see it. */
    static Optional<CgroupPath> find(String cgroup, String mountinfo) {
        Optional<String> v1 = membership(cgroup, "memory");
        return v1.isPresent()
                ? v1.flatMap(path -> mounted(CgroupVersion.V1, path, mountinfo))
                : membership(cgroup, "").flatMap(path -> mounted(CgroupVersion.V2, path, mountinfo));
    }

    /** The directories of this process's group and of those above it, up to the mount point. */
    List<Path> levels() {
        List<Path> levels = new ArrayList<>();
        for (Path level = group; level != null && level.startsWith(mountPoint); level = level.getParent()) {
            levels.add(level);
        }
        return levels;
    }

    // Version 2 has one hierarchy, with no controllers named.
    private static Optional<String> membership(String cgroup, String controller) {
        return cgroup.lines()
                .map(MEMBERSHIP::matcher)
                .filter(Matcher::matches)
                .filter(line -> List.of(line.group(1).split(",", -1)).contains(controller))
                .map(line -> line.group(2))
                .findFirst();
    }

    private static Optional<CgroupPath> mounted(CgroupVersion version, String path, String mountinfo) {
        return mountinfo
                .lines()
                .map(MOUNT::matcher)
                .filter(Matcher::matches)
                .filter(mount -> isOf(version, mount))
                .map(mount -> at(version, Path.of(mount.group(2)), Path.of(mount.group(1)), Path.of(path)))
                .findFirst();
    }

    private static boolean isOf(CgroupVersion version, Matcher mount) {
        return switch (version) {
            case V1 ->
                mount.group(3).equals("cgroup")
                        && List.of(mount.group(4).split(",", -1)).contains("memory");
            case V2 -> mount.group(3).equals("cgroup2");
        };
    }

    // A container may see the host's name of its group, but only the group itself is mounted; then both begin
    // alike. Or the name is that of a group outside its namespace (/../other): then the mount point is the nearest
    // that can be seen.
    private static CgroupPath at(CgroupVersion version, Path mountPoint, Path mountedGroup, Path group) {
        boolean below = group.startsWith(mountedGroup) && group.equals(group.normalize());
        return new CgroupPath(
                version, mountPoint, below ? mountPoint.resolve(mountedGroup.relativize(group)) : mountPoint);
    }
}
