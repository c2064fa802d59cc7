package dev.mandor.manager.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mandor.manager.cluster.MemoryForecast.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * How wrong the forecast is. The numbers are committed as {@code forecast-report.md}, so that a change of a rule shows as a change
 * of numbers; {@code -Dmandor.forecast.update} writes them anew.
 */
class ForecastReportIT {
    private static final String REPORT = "forecast-report.md";
    private static final double MIB = 1 << 20;
    private static final double TOTAL = 1000;
    private static final double FLOOR = 50;
    private static final int RUNS = 50;
    private static final int DAYS = 20;

    /** Memory that ends at the floor. {@code free} in MiB after so many seconds, without the noise. */
    private record Leak(String name, DoubleUnaryOperator free, double noise) {}

    /** Memory that never comes to the floor. */
    private record Harmless(String name, DoubleUnaryOperator free, double noise, double walk) {}

    private record Foresight(int alarms, double minutesAhead, double medianError, double worstErrors) {}

    private static final List<Leak> LEAKS = List.of(
            new Leak("10 MiB a minute", time -> 600 - time / 6, 0.01),
            new Leak("10 MiB a minute", time -> 600 - time / 6, 0.05),
            new Leak("30 MiB a minute", time -> 600 - time / 2, 0.02),
            new Leak("100 MiB a minute", time -> 600 - time / 0.6, 0.02),
            new Leak(
                    "10 MiB a minute, beside a sawtooth of 50 MiB a minute",
                    time -> 600 - time / 6 - time % 60 / 1.2,
                    0.01),
            new Leak("faster and faster, 550 MiB in 40 min", time -> 600 - 550 * Math.pow(time / 2400, 2), 0.02),
            new Leak("10 MiB a minute after an hour of rest", time -> 600 - Math.max(0, time - 3600) / 6, 0.02));

    private static final List<Harmless> HARMLESS = List.of(
            new Harmless("steady", time -> 300, 0.01, 0),
            new Harmless("steady", time -> 300, 0.05, 0),
            new Harmless("near the floor", time -> 100, 0.02, 0),
            new Harmless("a random walk of 2 MiB every 10 s, between 100 and 600 MiB", time -> 300, 0.005, 2),
            new Harmless(
                    "a step of 300 MiB down and up again, hourly", time -> time % 7200 < 3600 ? 500 : 200, 0.01, 0),
            new Harmless("a sawtooth of 300 MiB a minute", time -> 500 - 300 * (time % 60) / 60, 0.01, 0),
            new Harmless("a sawtooth of 300 MiB in 10 min", time -> 500 - 300 * (time % 600) / 600, 0.01, 0),
            new Harmless("a sawtooth of 300 MiB an hour", time -> 500 - 300 * (time % 3600) / 3600, 0.01, 0),
            new Harmless("day and night", time -> 400 + 200 * Math.cos(time / 86400 * 2 * Math.PI), 0.02, 0));

    @Test
    void atLeastNineOfTenLeaksAreForeseenWhateverTheNoise() {
        assertThat(LEAKS).allSatisfy(leak -> assertThat(foresee(leak).alarms()).isGreaterThanOrEqualTo(RUNS * 9 / 10));
    }

    @Test
    void noiseAndStepsRaiseNoAlarm() {
        assertThat(HARMLESS.subList(0, 3))
                .allSatisfy(it -> assertThat(alarmsADay(it)).isZero());
        assertThat(alarmsADay(HARMLESS.get(4))).isZero();
    }

    @Test
    void numbersAreTheCommittedOnes() throws IOException {
        String report = report();
        if (System.getProperty("mandor.forecast.update") != null) {
            Files.writeString(Path.of("src/test/resources/dev/mandor/manager/cluster", REPORT), report);
        }
        try (InputStream committed = getClass().getResourceAsStream(REPORT)) {
            assertThat(report)
                    .as("run with -Dmandor.forecast.update to accept")
                    .isEqualTo(new String(committed.readAllBytes(), UTF_8));
        }
    }

    private static Foresight foresee(Leak leak) {
        double end = 0;
        while (leak.free().applyAsDouble(end) > FLOOR) {
            end++;
        }
        int alarms = 0;
        List<Double> ahead = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            Random random = new Random(20261122 + run);
            MemoryOutlook outlook = MemoryOutlook.UNKNOWN;
            double first = -1;
            for (double time = 0; time < end - 60; time += 10) {
                outlook = outlook.with(reading(time, leak.free().applyAsDouble(time), leak.noise(), random), floor());
                if (outlook.alarm() && first < 0) {
                    first = (end - time) / 60;
                }
                double left = end - time;
                if (outlook.alarm()) {
                    outlook.forecast().ifPresent(it -> errors.add(Math.abs(it.toMillis() / 1000.0 - left) / left));
                }
            }
            if (first >= 0) {
                alarms++;
                ahead.add(first);
            }
        }
        return new Foresight(alarms, quantile(ahead, 0.5), quantile(errors, 0.5), quantile(errors, 0.9));
    }

    private static double alarmsADay(Harmless harmless) {
        int alarms = 0;
        for (int day = 0; day < DAYS; day++) {
            Random random = new Random(20261122 + day);
            MemoryOutlook outlook = MemoryOutlook.UNKNOWN;
            double walked = 0;
            for (double time = 0; time < 86400; time += 10) {
                double step = harmless.walk() * random.nextGaussian();
                double base = harmless.free().applyAsDouble(time);
                walked = Math.max(100 - base, Math.min(600 - base, walked + step));
                boolean before = outlook.alarm();
                outlook = outlook.with(
                        reading(time, harmless.walk() > 0 ? base + walked : base, harmless.noise(), random), floor());
                alarms += outlook.alarm() && !before ? 1 : 0;
            }
        }
        return (double) alarms / DAYS;
    }

    private static Reading reading(double seconds, double freeMib, double noise, Random random) {
        double noisy = freeMib + noise * TOTAL * (2 * random.nextDouble() - 1);
        return new Reading(Math.round(seconds * 1e9), Math.round(Math.max(0, noisy) * MIB));
    }

    private static long floor() {
        return Math.round(FLOOR * MIB);
    }

    private static double quantile(List<Double> values, double share) {
        Collections.sort(values);
        return values.isEmpty() ? Double.NaN : values.get((int) (share * (values.size() - 1)));
    }

    private static String report() {
        return """
                # How wrong the forecast of free memory is

                A node of 1000 MiB with a floor of 50 MiB, a reading every 10 s, %d runs or %d days each; noise as a share of the total. An error is
                that of the time left, as a share of the time that was truly left, over all readings under an alarm until the last minute.
                Synthetic memory, not recorded. Written by `ForecastReportIT`.

                | memory that runs out | noise | alarms | minutes ahead, median | error, median | error, 90 %% below |
                | --- | --- | --- | --- | --- | --- |
                """.formatted(RUNS, DAYS)
                + LEAKS.stream().map(ForecastReportIT::row).collect(Collectors.joining()) + """

                | memory that does not | noise | false alarms a day |
                | --- | --- | --- |
                """
                + HARMLESS.stream()
                        .map(it -> String.format(
                                Locale.ROOT, "| %s | ±%.1f %% | %.2f |\n", it.name(), 100 * it.noise(), alarmsADay(it)))
                        .collect(Collectors.joining());
    }

    private static String row(Leak leak) {
        Foresight found = foresee(leak);
        return String.format(
                Locale.ROOT,
                "| %s | ±%.1f %% | %d of %d | %.1f | %.0f %% | %.0f %% |\n",
                leak.name(),
                100 * leak.noise(),
                found.alarms(),
                RUNS,
                found.minutesAhead(),
                100 * found.medianError(),
                100 * found.worstErrors());
    }
}
