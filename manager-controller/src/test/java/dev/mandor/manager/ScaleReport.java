package dev.mandor.manager;

import dev.mandor.http.Packed;
import dev.mandor.manager.ScaleBenchmark.Cluster;
import dev.mandor.manager.http.Looks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/** Runs {@link ScaleBenchmark} and prints what it found as a table: one line for each step, one column for each size. */
public final class ScaleReport {
    private static final double MOST_SPREAD = 2;

    private ScaleReport() {}

    /** @param args one: the file that gets what JMH itself has to say */
    public static void main(String[] args) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(ScaleBenchmark.class.getName())
                        .output(args[0])
                        .build())
                .run();
        Map<String, Map<Integer, Double>> micros = new LinkedHashMap<>();
        results.forEach(result -> micros.computeIfAbsent(step(result.getParams()), step -> new TreeMap<>())
                .put(
                        nodes(result.getParams()),
                        result.getPrimaryResult().getStatistics().getPercentile(50)));

        List<Integer> sizes = micros.values().stream()
                .flatMap(bySize -> bySize.keySet().stream())
                .distinct()
                .sorted()
                .toList();
        row("step", sizes.stream().map("%,d nodes"::formatted).toList(), "for ten times the nodes");
        row("---", sizes.stream().map(size -> "---:").toList(), "---");
        micros.forEach((step, bySize) -> figures(step, bySize, ScaleReport::time));
        sizes("the file for nginx", sizes, ScaleReport::configBytes);
        sizes("the text of the metrics", sizes, nodes -> metrics(nodes).length(false));
        sizes("the same, as it is sent", sizes, nodes -> metrics(nodes).length(true));
        System.out.println("\nMedians of " + ScaleBenchmark.FORKS * ScaleBenchmark.MEASUREMENTS + " runs in "
                + ScaleBenchmark.FORKS + " processes." + disturbed(results));
    }

    // Neighbours on the machine show in the spread.
    private static String disturbed(Collection<RunResult> results) {
        String steps = results.stream()
                .filter(result -> spread(result.getPrimaryResult().getStatistics()) > MOST_SPREAD)
                .map(result -> step(result.getParams()) + " at " + nodes(result.getParams()))
                .collect(Collectors.joining("; "));
        return steps.isEmpty() ? "" : " Disturbed, slowest more than twice the fastest: " + steps + ".";
    }

    private static double spread(Statistics times) {
        return times.getMax() / times.getMin();
    }

    private static void figures(String step, Map<Integer, Double> bySize, DoubleFunction<String> shown) {
        List<String> growth = new ArrayList<>();
        bySize.forEach((nodes, value) -> {
            Double smaller = bySize.get(nodes / 10);
            if (smaller != null) {
                growth.add(String.format(Locale.ROOT, "%.1f", value / smaller));
            }
        });
        row(step, bySize.values().stream().map(shown::apply).toList(), "times " + String.join(", ", growth));
    }

    private static void row(String first, List<String> cells, String last) {
        System.out.println("| " + first + " | " + String.join(" | ", cells) + " | " + last + " |");
    }

    private static String step(BenchmarkParams params) {
        String method = params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
        return params.getParam("strategy") == null ? method : method + ", " + params.getParam("strategy");
    }

    private static int nodes(BenchmarkParams params) {
        return Integer.parseInt(params.getParam("nodes"));
    }

    private static void sizes(String what, List<Integer> sizes, IntToDoubleFunction bytes) {
        Map<Integer, Double> bySize = new TreeMap<>();
        sizes.forEach(nodes -> bySize.put(nodes, bytes.applyAsDouble(nodes)));
        figures(what, bySize, ScaleReport::size);
    }

    private static Packed metrics(int nodes) {
        try {
            return Looks.metrics(Cluster.of(nodes).view());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double configBytes(int nodes) {
        return Cluster.of(nodes).render().text().getBytes(StandardCharsets.UTF_8).length;
    }

    private static String time(double micros) {
        return micros < 1000
                ? String.format(Locale.ROOT, "%.0f µs", micros)
                : String.format(Locale.ROOT, "%.1f ms", micros / 1000);
    }

    private static String size(double bytes) {
        return String.format(Locale.ROOT, "%.1f KiB", bytes / 1024);
    }
}
