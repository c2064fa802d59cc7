package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.model.MemoryReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On made-up trees of both versions of cgroups. */
class CgroupMemoryProbeTest {
    private static final MemoryReading HOST = new MemoryReading(5_000, 8_000);

    @TempDir
    private Path root;

    @Test
    void groupOfVersion2IsRead() throws IOException {
        version2("/pod/app");
        group2("sys/fs/cgroup/pod", "max", 3_000, 0);
        group2("sys/fs/cgroup/pod/app", "1000", 400, 100);

        assertThat(probe().read()).isEqualTo(new MemoryReading(700, 1_000));
    }

    @Test
    void tightestGroupOfVersion2MayBeAbove() throws IOException {
        version2("/pod/app");
        group2("sys/fs/cgroup/pod", "900", 850, 0);
        group2("sys/fs/cgroup/pod/app", "max", 400, 100);

        assertThat(probe().read()).isEqualTo(new MemoryReading(50, 900));
    }

    @Test
    void containerWithANamespaceOfItsOwnIsRead() throws IOException {
        version2("/");
        group2("sys/fs/cgroup", "1000", 400, 100);

        assertThat(probe().read()).isEqualTo(new MemoryReading(700, 1_000));
    }

    @Test
    void groupOfVersion1IsRead() throws IOException {
        hybrid("/docker/1a2b");
        group1("sys/fs/cgroup/memory", "9223372036854771712", 9_000, 0);
        group1("sys/fs/cgroup/memory/docker", "2000", 1_700, 100);
        group1("sys/fs/cgroup/memory/docker/1a2b", "1000", 400, 100);

        assertThat(probe().read()).isEqualTo(new MemoryReading(400, 1_000));
    }

    @Test
    void eachReadingIsNew() throws IOException {
        version2("/app");
        group2("sys/fs/cgroup/app", "1000", 400, 100);
        MemoryProbe probe = probe();

        group2("sys/fs/cgroup/app", "2000", 500, 0);

        assertThat(probe.read()).isEqualTo(new MemoryReading(1_500, 2_000));
    }

    @Test
    void groupWithoutALimitAnywhereIsRefusedAtTheStart() throws IOException {
        version2("/pod/app");
        group2("sys/fs/cgroup/pod/app", "max", 400, 100);

        assertRefused("no memory limit was found at /sys/fs/cgroup/pod/app or above");
    }

    @Test
    void hybridTreeWithoutALimitIsRefusedAtTheStart() throws IOException {
        hybrid("/");
        group1("sys/fs/cgroup/memory", "9223372036854771712", 9_000, 0);

        assertRefused("no memory limit was found at /sys/fs/cgroup/memory or above");
    }

    @Test
    void hostWithoutControlGroupsIsRefusedAtTheStart() throws IOException {
        assertRefused("/proc/self/cgroup does not exist");
        proc("", "");
        assertRefused("no control group of a memory controller was found for this process");
    }

    @Test
    void limitThatVanishesIsAFailedReading() throws IOException {
        version2("/app");
        group2("sys/fs/cgroup/app", "1000", 400, 100);
        MemoryProbe probe = probe();

        write("sys/fs/cgroup/app/memory.max", "max\n");
        assertThatIllegalArgumentException()
                .isThrownBy(probe::read)
                .withMessage("no memory limit was found at /sys/fs/cgroup/app or above");
        Files.delete(root.resolve("sys/fs/cgroup/app/memory.max"));
        assertThatIllegalArgumentException()
                .isThrownBy(probe::read)
                .withMessage("no memory limit was found at /sys/fs/cgroup/app or above");
    }

    @Test
    void fileThatCannotBeUnderstoodIsNamed() throws IOException {
        version2("/app");
        group2("sys/fs/cgroup/app", "1000", 400, 100);
        MemoryProbe probe = probe();

        write("sys/fs/cgroup/app/memory.stat", "anon 1\n");
        assertFails(probe, "/sys/fs/cgroup/app/memory.stat: no line inactive_file");
        write("sys/fs/cgroup/app/memory.max", "64M");
        assertFails(probe, "/sys/fs/cgroup/app/memory.max: not a number of bytes");
        write("sys/fs/cgroup/app/memory.max", "64");
        Files.delete(root.resolve("sys/fs/cgroup/app/memory.current"));
        assertFails(probe, "/sys/fs/cgroup/app/memory.current does not exist");
        Files.createDirectory(root.resolve("sys/fs/cgroup/app/memory.current"));
        assertFails(probe, "/sys/fs/cgroup/app/memory.current cannot be read: IOException");
    }

    private MemoryProbe probe() {
        return new CgroupMemoryProbe(root, () -> HOST);
    }

    private void assertRefused(String sentence) {
        assertThatIllegalArgumentException().isThrownBy(this::probe).withMessage(sentence);
    }

    private static void assertFails(MemoryProbe probe, String sentence) {
        assertThatIllegalArgumentException().isThrownBy(probe::read).withMessage(sentence);
    }

    private void version2(String group) throws IOException {
        proc("0::" + group + "\n", "35 24 0:29 / /sys/fs/cgroup rw shared:9 - cgroup2 cgroup2 rw\n");
    }

    /** As systemd mounts both side by side, and Docker without a cgroup namespace shows them. */
    private void hybrid(String group) throws IOException {
        proc("5:cpu,cpuacct:" + group + "\n4:memory:" + group + "\n1:name=systemd:/\n0::/\n", """
                31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
                35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
                41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
                """);
    }

    private void proc(String cgroup, String mountinfo) throws IOException {
        write("proc/self/cgroup", cgroup);
        write("proc/self/mountinfo", mountinfo);
    }

    private void group2(String directory, String max, long current, long inactiveFile) throws IOException {
        write(directory + "/memory.max", max + "\n");
        write(directory + "/memory.current", current + "\n");
        write(directory + "/memory.stat", "anon 1\ninactive_file " + inactiveFile + "\n");
    }

    private void group1(String directory, String limit, long usage, long inactiveFile) throws IOException {
        write(directory + "/memory.limit_in_bytes", limit + "\n");
        write(directory + "/memory.usage_in_bytes", usage + "\n");
        write(directory + "/memory.stat", "inactive_file 1\ntotal_inactive_file " + inactiveFile + "\n");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
