package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mandor.model.MemoryReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemInfoHeadTest {
    private static final String HEAD = """
            MemTotal:         716800 kB
            MemFree:           21540 kB
            MemAvailable:     403456 kB
            """;

    @TempDir
    private Path directory;

    @Test
    void totalAndAvailableAreRead() throws IOException {
        Path file = Files.writeString(directory.resolve("meminfo"), HEAD + "Buffers: 1 kB\n".repeat(50));

        assertThat(new MemInfoHead(file).read()).hasValue(new MemoryReading(413138944, 734003200));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "MemTotal:         716800 kB\nMemFree:           21540 kB\nBuffers:          403456 kB\n",
                "MemTotal:         716800 kB\nMemFree:           21540 kB\nMemAvailable:     4034",
                "MemTotal:         716800 MB\nMemFree:           21540 kB\nMemAvailable:     403456 kB\n",
                " MemTotal:         716800 kB\nMemFree:           21540 kB\nMemAvailable:     403456 kB\n"
            })
    void anythingElseIsNotUnderstood(String text) {
        assertThat(MemInfoHead.parse(text)).isEmpty();
    }

    @Test
    void impossibleMemoryIsNone() throws IOException {
        String impossible = HEAD.replace("716800", "1");

        assertThatIllegalArgumentException().isThrownBy(() -> MemInfoHead.parse(impossible));
        assertThat(new MemInfoHead(Files.writeString(directory.resolve("meminfo"), impossible)).read())
                .isEmpty();
    }

    @Test
    void fileThatCannotBeReadIsNone() {
        assertThat(new MemInfoHead(directory.resolve("meminfo")).read()).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void glanceAtThisHostIsUnderstoodAndSaysTheSameTotal() {
        assertThat(MemInfoHead.OF_HOST.read().map(MemoryReading::totalBytes))
                .hasValue(new OshiMemoryProbe().read().totalBytes());
        assertThat(new OshiMemoryProbe().glance().totalBytes())
                .isEqualTo(new OshiMemoryProbe().read().totalBytes());
    }
}
