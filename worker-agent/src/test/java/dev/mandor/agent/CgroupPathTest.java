package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CgroupPathTest {
    private static final String V2_MOUNT =
            "35 24 0:29 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate";
    private static final String V1_MOUNT =
            "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime shared:9 master:1 - cgroup cgroup rw,memory";
    private static final String OTHER_MOUNTS = """
            23 1 254:0 / / rw,relatime - ext4 /dev/vda rw
            31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
            33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
            """;

    @Test
    void groupOfVersion2IsBelowTheOneMount() {
        assertThat(CgroupPath.find("0::/system.slice/agent.service\n", V2_MOUNT))
                .hasValue(path(CgroupVersion.V2, "/sys/fs/cgroup", "/sys/fs/cgroup/system.slice/agent.service"));
    }

    @Test
    void groupOfVersion1IsBelowTheMountOfItsController() {
        assertThat(CgroupPath.find("5:cpu,cpuacct:/a\n4:memory:/b/c\n", OTHER_MOUNTS + V1_MOUNT))
                .hasValue(path(CgroupVersion.V1, "/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/b/c"));
    }

    @Test
    void controllersMayBeMountedTogether() {
        assertThat(CgroupPath.find("4:cpu,memory:/b\n", "1 2 0:3 / /cg rw - cgroup cgroup rw,cpu,memory"))
                .hasValue(path(CgroupVersion.V1, "/cg", "/cg/b"));
    }

    @Test
    void whereBothVersionsAreTheMemoryIsWithVersion1() {
        assertThat(CgroupPath.find("4:memory:/b\n0::/u\n", OTHER_MOUNTS + V1_MOUNT))
                .hasValue(path(CgroupVersion.V1, "/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/b"));
        assertThat(CgroupPath.find("1:name=systemd:/memory\n0::/u\n", OTHER_MOUNTS))
                .hasValue(path(CgroupVersion.V2, "/sys/fs/cgroup/unified", "/sys/fs/cgroup/unified/u"));
    }

    @ParameterizedTest
    @CsvSource({
        "/,            /,            /cg", // a namespace of its own
        "/docker/1a2b, /docker/1a2b, /cg", // the host's names, but only this group is mounted
        "/docker/1a2b, /docker/1a2b/inner, /cg/inner",
        "/docker/1a2b, /docker/1a2bc, /cg",
        "/docker/1a2b, /elsewhere,   /cg",
        "/,            /../other,    /cg",
        "/,            /a/../../b,   /cg",
    })
    void containerFindsItsGroupUnderWhateverNameItHas(String mounted, String name, String group) {
        assertThat(CgroupPath.find("0::" + name, "1 2 0:3 " + mounted + " /cg rw - cgroup2 cgroup2 rw"))
                .hasValue(path(CgroupVersion.V2, "/cg", group));
    }

    @Test
    void levelsAreTheGroupAndThoseAboveUpToTheMountPoint() {
        assertThat(path(CgroupVersion.V2, "/sys/fs/cgroup", "/sys/fs/cgroup/a/b")
                        .levels())
                .extracting(Path::toString)
                .containsExactly("/sys/fs/cgroup/a/b", "/sys/fs/cgroup/a", "/sys/fs/cgroup");
        assertThat(path(CgroupVersion.V2, "/", "/").levels()).containsExactly(Path.of("/"));
    }

    @Test
    void processWithoutAMemoryControllerHasNone() {
        assertThat(CgroupPath.find("", V2_MOUNT)).isEmpty();
        assertThat(CgroupPath.find("5:cpu:/a\n", V2_MOUNT)).isEmpty();
        assertThat(CgroupPath.find("0::/a\n", "")).isEmpty();
        assertThat(CgroupPath.find("4:memory:/a\n", OTHER_MOUNTS)).isEmpty();
        assertThat(CgroupPath.find("odd\n::\n", "odd\n - - -\n")).isEmpty();
    }

    private static CgroupPath path(CgroupVersion version, String mountPoint, String group) {
        return new CgroupPath(version, Path.of(mountPoint), Path.of(group));
    }
}
