package dev.mandor.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPressureTest {
    private static final String EXAMPLE = """
            some avg10=3.07 avg60=1.10 avg300=0.22 total=1234567
            full avg10=99.00 avg60=0.00 avg300=0.00 total=0
            """;

    @TempDir
    private Path directory;

    @Test
    void pressureIsTheShareOfTenSecondsInWhichSomeTaskWaited() throws IOException {
        assertThat(new MemoryPressure(Files.writeString(directory.resolve("memory"), EXAMPLE)).read())
                .hasValue(3.07);
    }

    @ParameterizedTest
    @CsvSource({"0.00, 0", "100.00, 100"})
    void pressureIsFromZeroToAHundred(String avg10, double percent) {
        assertThat(MemoryPressure.parse(EXAMPLE.replace("3.07", avg10))).hasValue(percent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "some avg10=100.01 avg60=1.10",
                "some avg10=-1.00 avg60=1.10",
                "some avg10=nan avg60=1.10",
                "some avg10= avg60=1.10",
                "full avg10=3.07 avg60=1.10",
                "awesome avg10=3.07 avg60=1.10"
            })
    void anythingElseIsUnknown(String text) {
        assertThat(MemoryPressure.parse(text)).isEmpty();
    }

    @Test
    void kernelThatDoesNotTellIsUnknown() {
        assertThat(new MemoryPressure(directory.resolve("memory")).read()).isEmpty();
        assertThat(new MemoryPressure(directory).read()).isEmpty(); // cannot be read, as where the kernel refuses
    }
}
