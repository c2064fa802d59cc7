package dev.mandor.manager.cluster;

import dev.mandor.manager.cluster.Reason.SharesCorrected;
import dev.mandor.manager.cluster.Reason.SharesFit;
import dev.mandor.manager.cluster.Reason.SharesSet;
import dev.mandor.manager.cluster.RoutingPlan.Server;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Shares the requests out over all live nodes and moves the shares toward what is wanted without swinging. What is to be
 * overcome is old information: readings are seconds old, requests hold memory for seconds, and the emptiest node of a moment
 * ago is the one that everybody is sent to now (Mitzenmacher, <i>How useful is old information?</i>, 2000). Weights taken
 * straight from the last reading swing and collapse at 73 % of the load that fixed, well chosen weights carry.
 *
 * <p><b>The rule.</b> A node's free memory depends on the share that it has: it is what the node can hold less what its share
 * of the load takes. So not the free memory is followed but the node's <i>capacity</i>, estimated as its free memory plus what our
 * requests take there: its share of {@code ours}, the memory that they take on all nodes together.
 *
 * <pre>    share' = (free + share * ours) / (sum of free + ours)
 *           = share + gain * (free / sum of free - share),    gain = sum of free / (sum of free + ours)</pre>
 *
 * The estimate is the same whatever the shares are, so the rule reaches its aim in one step and stays there: there is no loop that
 * could swing. And the fuller the nodes, the smaller the step, which is what a loop with a dead time wants, since its own gain is
 * used/free. (Weighted round robin in gRPC and Envoy, and C3, divide by utilization in the same spirit; Prequal probes
 * because its information would be stale otherwise.)
 *
 * <p>{@code ours} is not reported by anybody, but every node gives an upper bound: what it uses, divided by its share. The median
 * of these is taken: a node whose memory goes to something else has a bound that is too high, and noise makes the lowest too low.
 * An error of it changes the gain and not the aim.
 *
 * <p><b>What damps it besides.</b> Readings are {@link CautiousMemory}. Nothing changes while every share is within
 * {@value #DEAD_BAND_PERCENT} % of what it should be, so noise causes no reload; and a difference that is finer than the weights,
 * which are whole numbers, is none: a node with next to no memory has the smallest weight, not the none at all that it should
 * have, and must not keep the others on the move. {@link ReloadBudget} makes no change that was not wanted for a second and a
 * half, and lets 5 s pass between two, in which the effect of the first is seen. A share at most doubles at once. A node that
 * comes (back) starts with a quarter of its share: slow start, for cold caches and for memory that only looks free because
 * nothing runs yet; and with more the fuller the others are, since they need it. What is then missing to the whole is made up
 * by all in proportion, so that a node that is on its own too full is relieved even so.
 *
 * <p><b>The floor.</b> A node that is low on memory is taken out only if the others have room, above their own floors, for half as
 * much again as its share holds. Without this one crowded node after the other hands its load to the next, and all fall.
 */
record DampedShares(Balancing balancing, MinFree floor, Factors factors) {
    static final int DEAD_BAND_PERCENT = 10;
    static final double START = 0.25;
    static final double LARGEST_STEP = 2;
    static final double ROOM = 1.5;

    Decision decide(ClusterSnapshot snapshot, Serving serving) {
        List<NodeStatus> nodes = sharing(snapshot, serving);
        if (nodes.isEmpty()) {
            return Roles.nobody(snapshot);
        }
        int[] kept = weightsIn(serving, nodes);
        double[] now = shares(kept);
        double[] wanted = factors.shares(nodes);
        boolean fresh = sum(now) == 0;
        double[] next = fresh ? wanted : next(nodes, now, wanted);
        int mostWeight = balancing.mostWeight(nodes.size());
        double[] deviations = deviations(now, next, max(next) / mostWeight);
        int worst = indexOfMax(deviations);
        if (deviations[worst] * 100 <= DEAD_BAND_PERCENT
                && Arrays.stream(kept).allMatch(weight -> weight <= mostWeight)) {
            return decision(nodes, kept, snapshot, new SharesFit(nodes.size(), deviations[worst]));
        }
        NodeStatus node = nodes.get(worst);
        Reason reason = fresh
                ? new SharesSet(nodes.size())
                : new SharesCorrected(node.name(), now[worst], next[worst], node.cautiousFreeBytes());
        return decision(nodes, weights(next, mostWeight), snapshot, reason);
    }

    private Decision decision(List<NodeStatus> nodes, int[] weights, ClusterSnapshot snapshot, Reason reason) {
        List<Server> serving = IntStream.range(0, weights.length)
                .mapToObj(index -> Server.serving(nodes.get(index), weights[index]))
                .toList();
        return new Decision(Roles.plan(balancing, serving, snapshot), reason);
    }

    // Those in name order, as in the snapshot: the order of servers in the file must not follow their memory.
    private List<NodeStatus> sharing(ClusterSnapshot snapshot, Serving serving) {
        List<NodeStatus> live = snapshot.sharers();
        if (snapshot.in(NodeState.LIVE).findAny().isEmpty()) {
            return live;
        }
        List<NodeStatus> low = snapshot.in(NodeState.LOW_MEMORY)
                .filter(node -> serving.weightOf(node.endpoint()) > 0)
                .toList();
        List<NodeStatus> staying = new ArrayList<>(live);
        staying.addAll(withoutPlaceElsewhere(low, live, serving));
        staying.sort(Comparator.comparing(NodeStatus::name));
        return staying;
    }

    // The one in the greatest need goes first.
    private List<NodeStatus> withoutPlaceElsewhere(List<NodeStatus> low, List<NodeStatus> live, Serving serving) {
        List<NodeStatus> all = Stream.concat(live.stream(), low.stream()).toList();
        double used = all.stream().mapToDouble(DampedShares::usedBytes).sum();
        double weights = Arrays.stream(weightsIn(serving, all)).sum();
        double room = live.stream().mapToDouble(this::roomBytes).sum();
        List<NodeStatus> staying = new ArrayList<>();
        for (NodeStatus node : low.stream()
                .sorted(Comparator.comparingLong(NodeStatus::cautiousFreeBytes).thenComparing(NodeStatus::name))
                .toList()) {
            double needed = ROOM * serving.weightOf(node.endpoint()) / weights * used;
            if (needed <= room) {
                room -= needed;
            } else {
                staying.add(node);
            }
        }
        return staying;
    }

    private double roomBytes(NodeStatus node) {
        long floorBytes = floor.bytesFor(node.memory().totalBytes());
        return Math.max(0, node.cautiousFreeBytes() - floorBytes);
    }

    private static double usedBytes(NodeStatus node) {
        return (double) node.memory().totalBytes() - node.cautiousFreeBytes();
    }

    private static double[] next(List<NodeStatus> nodes, double[] now, double[] wanted) {
        double gain = gain(nodes, now);
        double start = start(nodes, now);
        double[] next = new double[now.length];
        Arrays.setAll(next, index -> now[index] == 0 ? start * wanted[index] : step(now[index], wanted[index], gain));
        double sum = sum(next);
        return Arrays.stream(next).map(share -> share / sum).toArray();
    }

    // How full those are that serve already.
    private static double start(List<NodeStatus> nodes, double[] now) {
        List<NodeStatus> serving = IntStream.range(0, now.length)
                .filter(index -> now[index] > 0)
                .mapToObj(nodes::get)
                .toList();
        double used = serving.stream().mapToDouble(DampedShares::usedBytes).sum();
        double total =
                serving.stream().mapToDouble(node -> node.memory().totalBytes()).sum();
        return Math.max(START, used / total);
    }

    private static double gain(List<NodeStatus> nodes, double[] now) {
        double free = nodes.stream().mapToDouble(NodeStatus::cautiousFreeBytes).sum();
        double used = nodes.stream().mapToDouble(DampedShares::usedBytes).sum();
        double[] bounds = IntStream.range(0, now.length)
                .filter(index -> now[index] > 0)
                .mapToDouble(index -> usedBytes(nodes.get(index)) / now[index])
                .sorted()
                .toArray();
        double ours = Math.min(used, bounds[(bounds.length - 1) / 2]);
        return free + ours == 0 ? 0 : free / (free + ours);
    }

    private static double step(double now, double wanted, double gain) {
        return Math.min(now + gain * (wanted - now), LARGEST_STEP * now);
    }

    /** How far each share is off, from 0 to 1; a difference within {@code finest} is none. */
    private static double[] deviations(double[] now, double[] next, double finest) {
        double[] deviations = new double[now.length];
        Arrays.setAll(deviations, index -> deviation(now[index], next[index], finest));
        return deviations;
    }

    private static double deviation(double now, double next, double finest) {
        if (now == 0) {
            return 1; // the weights that the others have say nothing of the one that a newcomer should have beside them
        }
        double difference = Math.abs(next - now);
        return difference <= finest ? 0 : difference / Math.max(now, next);
    }

    private static double[] shares(int[] weights) {
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights)
                .mapToDouble(weight -> sum == 0 ? 0 : weight / sum)
                .toArray();
    }

    private static int[] weightsIn(Serving serving, List<NodeStatus> nodes) {
        return nodes.stream()
                .mapToInt(node -> serving.weightOf(node.endpoint()))
                .toArray();
    }

    private static int[] weights(double[] shares, int mostWeight) {
        double largest = max(shares);
        return Arrays.stream(shares)
                .mapToInt(share -> (int) Math.max(1, Math.round(mostWeight * share / largest)))
                .toArray();
    }

    private static int indexOfMax(double[] values) {
        return IntStream.range(0, values.length)
                .reduce((best, index) -> values[index] > values[best] ? index : best)
                .orElseThrow();
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    private static double sum(double[] shares) {
        return Arrays.stream(shares).sum();
    }
}
