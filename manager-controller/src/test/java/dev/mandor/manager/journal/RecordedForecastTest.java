package dev.mandor.manager.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.MinFree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How wrong the forecast was on journals of real agents, in control groups of 700 MiB (--memory-source cgroup): beside small
 * requests that come and go, a process leaks 60 or 120 MiB a minute and begins anew where it would be killed ("leak40" and
 * "leak90"), fills a cache by 80 MiB a minute and clears it ("saw"), or does nothing else ("steady"). In the second journal the
 * leaks are 40 and 90 MiB a minute, and glibc keeps what the processes free.
 */
class RecordedForecastTest {
    @TempDir
    private Path folder;

    @Test
    void leaksThatBeginAnewAreForeseenAtFirstAndThenTakenForWhatTheyLookLike() throws IOException {
        assertThat(forecast("leaks.jsonl.gz")).isEqualTo("""
                forecasts of low memory
                  2026-11-22T06:46:45.273029Z  saw below 100 MiB in about 3.1 min: it was not
                  2026-11-22T06:46:45.804845Z  leak90 below 100 MiB in about 1.3 min: it was, after 1.5 min
                  2026-11-22T06:47:08.395356Z  leak40 below 100 MiB in about 4.5 min: it was, after 4.5 min
                  2026-11-22T06:50:59.237893Z  leak90 below 100 MiB in about 1.1 min: it was not
                  2026-11-22T06:54:36.103264Z  leak40 below 100 MiB in about 5.1 min: it was, after 4.6 min
                  2026-11-22T06:58:52.151430Z  leak90 below 100 MiB in about 1.1 min: it was not
                  2026-11-22T07:01:50.281116Z  leak40 below 100 MiB in about 6.0 min: the journal ends before

                low memory without a forecast
                  2026-11-22T06:56:05.780955Z  leak90
                  2026-11-22T07:04:18.970045Z  leak90

                error of the time left, where it came true: 11 % at the median, nine of ten below 19 %
                """);
    }

    @Test
    void leaksThatGoOnAreForeseen() throws IOException {
        assertThat(forecast("leaks-of-glibc.jsonl.gz")).isEqualTo("""
                forecasts of low memory
                  2026-11-22T06:31:17.758102Z  leak40 below 100 MiB in about 6.4 min: it was, after 8.2 min
                  2026-11-22T06:31:26.718190Z  saw below 100 MiB in about 5.4 min: it was not
                  2026-11-22T06:31:26.790920Z  leak90 below 100 MiB in about 1.8 min: it was, after 2.3 min

                error of the time left, where it came true: 13 % at the median, nine of ten below 20 %
                """);
    }

    private String forecast(String name) throws IOException {
        Path journal = folder.resolve("journal.jsonl");
        try (InputStream packed = getClass().getResourceAsStream(name)) {
            Files.copy(new GZIPInputStream(packed), journal);
        }
        Recording recording = Recording.read(journal);
        Summary summary = Summary.recorded(recording);
        String text = new ReplayReport(
                        recording, new TreeMap<>(), summary, summary, Foresight.of(recording, MinFree.parse("100MiB")))
                .text();
        return text.substring(text.indexOf("forecasts of low memory"));
    }
}
