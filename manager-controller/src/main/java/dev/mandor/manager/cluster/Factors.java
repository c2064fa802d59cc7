package dev.mandor.manager.cluster;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * By what requests are shared out.
 *
 * @param weights of each factor; together 1
 */
public record Factors(Map<Factor, Double> weights) {
    /** By free memory and nothing else. */
    public static final Factors MEMORY_ONLY = new Factors(Map.of(Factor.MEMORY, 1.0));

    /** Memory above all, since it is what nodes die of. */
    public static final Factors DEFAULT =
            new Factors(Map.of(Factor.MEMORY, 0.6, Factor.CPU, 0.3, Factor.PRESSURE, 0.1));

    private static final Pattern PART = Pattern.compile("([a-z]+)=([0-9]{1,4}(?:\\.[0-9]{1,4})?)");

    /** @throws IllegalArgumentException when a weight is negative, or none is above zero */
    public Factors {
        double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        if (!(sum > 0) || weights.values().stream().anyMatch(weight -> !(weight >= 0))) {
            throw new IllegalArgumentException("at least one weight must be above zero");
        }
        Map<Factor, Double> normal = new EnumMap<>(Factor.class);
        weights.forEach((factor, weight) -> normal.put(factor, weight / sum));
        weights = Collections.unmodifiableMap(normal);
    }

    /**
     * Reads {@code memory=0.6,cpu=0.3,pressure=0.1}; only the proportions count.
     *
     * @throws IllegalArgumentException when {@code text} is anything else
     */
    public static Factors parse(String text) {
        Map<Factor, Double> weights = new EnumMap<>(Factor.class);
        for (String part : text.strip().split("\\s*,\\s*", -1)) {
            Matcher matcher = PART.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("expected parts such as memory=0.6, separated by commas");
            }
            if (weights.put(factor(matcher.group(1)), Double.valueOf(matcher.group(2))) != null) {
                throw new IllegalArgumentException(matcher.group(1) + " is given twice");
            }
        }
        return new Factors(weights);
    }

    /**
     * The share of the requests that each of {@code nodes} should have, in their order; together 1. A figure that a node does
     * not tell counts as the mean of the others'; one that nobody tells, and one that nobody has any of, speaks for equal
     * shares.
     */
    public double[] shares(List<NodeStatus> nodes) {
        double[] shares = new double[nodes.size()];
        weights.forEach((factor, weight) -> {
            double[] alone = shares(factor, nodes);
            for (int node = 0; node < alone.length; node++) {
                shares[node] += weight * alone[node];
            }
        });
        return shares;
    }

    /** The share that {@code factor} alone speaks for, for each of {@code nodes} in their order; together 1. */
    public static double[] shares(Factor factor, List<NodeStatus> nodes) {
        double[] rooms = rooms(factor, nodes);
        double sum = Arrays.stream(rooms).sum();
        Arrays.setAll(rooms, node -> sum > 0 ? rooms[node] / sum : 1.0 / rooms.length);
        return rooms;
    }

    private static double[] rooms(Factor factor, List<NodeStatus> nodes) {
        List<OptionalDouble> told = nodes.stream().map(factor::room).toList();
        double neutral =
                told.stream().flatMapToDouble(OptionalDouble::stream).average().orElse(1);
        return told.stream().mapToDouble(room -> room.orElse(neutral)).toArray();
    }

    private static Factor factor(String name) {
        return Arrays.stream(Factor.values())
                .filter(factor -> factor.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no '" + name + "'; there is "
                        + Arrays.stream(Factor.values()).map(Factor::toString).collect(Collectors.joining(", "))));
    }

    /** As {@code memory=0.60,cpu=0.30,pressure=0.10}. */
    @Override
    public String toString() {
        return weights.entrySet().stream()
                .map(part -> part.getKey() + "=" + String.format(Locale.ROOT, "%.2f", part.getValue()))
                .collect(Collectors.joining(","));
    }
}
