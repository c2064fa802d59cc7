package dev.mandor.manager.http;

import dev.mandor.manager.cluster.NodeState;
import dev.mandor.manager.view.Durations;
import dev.mandor.manager.view.Overview;
import dev.mandor.manager.view.View;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What Prometheus reads: an {@link Overview} as numbers, in base units, under the prefix {@code mandor_}. Made when it is asked
 * for, so that nothing is counted twice and a node that is forgotten vanishes from it too. Thread-safe.
 */
final class Metrics {
    private static final List<String> STATES =
            Arrays.stream(NodeState.values()).map(NodeState::toString).toList();

    private final View view;

    Metrics(View view) {
        this.view = view;
    }

    /** In the text format of Prometheus, version 0.0.4. In parts, since all of it for 10,000 nodes would take 25 MB of heap at once. */
    void writeTo(OutputStream out) throws IOException {
        PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
        Overview now = view.overview();
        for (Supplier<List<MetricSnapshot>> part : parts(now)) {
            writer.write(out, new MetricSnapshots(part.get()), EscapingScheme.UNDERSCORE_ESCAPING);
        }
    }

    private List<Supplier<List<MetricSnapshot>>> parts(Overview now) {
        return List.of(
                () -> ofManager(now),
                () -> ofNodes(now.nodes()),
                () -> List.of(states(now.nodes())),
                () -> ofServices(now.services()),
                () -> TrafficMetrics.of(now),
                () -> ofNginx(now.nginx()),
                () -> List.of(installs(view.installs())));
    }

    private static List<MetricSnapshot> ofManager(Overview now) {
        return List.of(
                gauge("mandor_build_info", "The version of the manager", 1, "version", now.version()),
                gauge(
                        "mandor_start_time_seconds",
                        "When the manager was started, since 1970",
                        seconds(now.startedAt())),
                gauge(
                        "mandor_last_check_timestamp_seconds",
                        "When the manager last looked at the nodes and decided, since 1970",
                        seconds(now.at())),
                gauge(
                        "mandor_serving",
                        "Whether workers serve every service and nginx has the plan",
                        now.verdict() == Overview.Verdict.SERVING ? 1 : 0),
                gauge(
                        "mandor_failing",
                        "Whether clients of a service get errors, nothing, or another site",
                        now.verdict() == Overview.Verdict.FAILING ? 1 : 0),
                counter("mandor_heartbeats_received", "Heartbeats that were believed", now.heartbeats()),
                rejected(now),
                counter("mandor_decisions", "Plans that differed from the one before", now.decisions()),
                counter(
                        "mandor_failovers",
                        "Plans that were made because one who served could not any more",
                        now.failovers()));
    }

    private static List<MetricSnapshot> ofNodes(List<Overview.Node> nodes) {
        return List.of(
                perNode("mandor_node_free_bytes", "Free memory by the last heartbeat", nodes, Overview.Node::freeBytes),
                perNode(
                        "mandor_node_steady_free_bytes",
                        "Free memory without noise, as it is compared",
                        nodes,
                        Overview.Node::steadyFreeBytes),
                perNode("mandor_node_total_bytes", "Memory in all", nodes, Overview.Node::totalBytes),
                perNode(
                        "mandor_node_heartbeat_age_seconds",
                        "Since the last heartbeat",
                        nodes,
                        Overview.Node::ageSeconds),
                perNode(
                        "mandor_node_tolerance_seconds",
                        "How long the node may be silent",
                        nodes,
                        Overview.Node::toleranceSeconds),
                perNode(
                        "mandor_node_seconds_until_low_memory",
                        "When memory will be below the floor if it goes on as it does; only of nodes for which that is soon",
                        nodes.stream()
                                .filter(node -> node.lowMemoryInSeconds().isPresent())
                                .toList(),
                        node -> node.lowMemoryInSeconds().getAsDouble()),
                perNode(
                        "mandor_node_name_conflict",
                        "Whether another machine reports by the name of the node",
                        nodes,
                        node -> node.rival().isPresent() ? 1 : 0));
    }

    private static MetricSnapshot perNode(
            String name, String help, List<Overview.Node> nodes, ToDoubleFunction<Overview.Node> value) {
        return gauges(name, help, nodes, node -> Labels.of("node", node.name()), value);
    }

    private static MetricSnapshot states(List<Overview.Node> nodes) {
        GaugeSnapshot.Builder states =
                GaugeSnapshot.builder().name("mandor_node_state").help("1 for the state that the node is in");
        for (Overview.Node node : nodes) {
            for (String state : STATES) {
                states.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of("node", node.name(), "state", state))
                        .value(state.equals(node.state()) ? 1 : 0)
                        .build());
            }
        }
        return states.build();
    }

    private static List<MetricSnapshot> ofServices(List<Overview.Served> services) {
        GaugeSnapshot.Builder weights =
                GaugeSnapshot.builder().name("mandor_server_weight").help("The server's weight among those that serve");
        GaugeSnapshot.Builder shares =
                GaugeSnapshot.builder().name("mandor_server_share_ratio").help("The server's share of the requests");
        for (Overview.Served service : services) {
            for (Overview.Server server : service.servers()) {
                Labels labels = Labels.of("service", service.name(), "node", server.node(), "role", server.role());
                weights.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels)
                        .value(server.weight())
                        .build());
                shares.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels)
                        .value(server.share())
                        .build());
            }
        }
        return List.of(
                weights.build(),
                shares.build(),
                gauges(
                        "mandor_fallback_serving",
                        "Whether no worker serves the service",
                        services,
                        service -> Labels.of("service", service.name()),
                        service -> service.fallback() ? 1 : 0),
                asked(
                        "mandor_site_probe_ok",
                        "Whether a server answered when the service was asked through nginx last",
                        services,
                        Overview.Served::site),
                asked(
                        "mandor_fallback_answers",
                        "Whether the service's fallback answered when it was asked last",
                        services,
                        Overview.Served::fallbackSite));
    }

    private static MetricSnapshot asked(
            String name,
            String help,
            List<Overview.Served> services,
            Function<Overview.Served, Optional<Overview.Asked>> asked) {
        return gauges(
                name,
                help,
                services.stream()
                        .filter(service -> asked.apply(service).isPresent())
                        .toList(),
                service -> Labels.of("service", service.name()),
                service -> asked.apply(service).orElseThrow().well() ? 1 : 0);
    }

    private static List<MetricSnapshot> ofNginx(Overview.Nginx nginx) {
        return List.of(
                gauge("mandor_nginx_in_sync", "Whether every nginx has the plan", nginx.applied() ? 1 : 0),
                gauge(
                        "mandor_nginx_config_info",
                        "The configuration that was installed last",
                        1,
                        "hash",
                        nginx.config().orElse("")),
                counter("mandor_applies", "Configurations that nginx accepted", nginx.applies()),
                counter("mandor_nginx_reloads", "Reloads of nginx, one for each configuration", nginx.applies()),
                counter("mandor_apply_failures", "Looks that ended with nginx not having the plan", nginx.failures()));
    }

    private static MetricSnapshot installs(Durations durations) {
        List<Double> bounds = new ArrayList<>(Durations.BOUNDS);
        bounds.add(Double.POSITIVE_INFINITY);
        return HistogramSnapshot.builder()
                .name("mandor_apply_duration_seconds")
                .help("How long nginx took to accept a configuration: copy, test, reload, verify")
                .dataPoint(HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, durations.counts()))
                        .sum(durations.sumSeconds())
                        .build())
                .build();
    }

    private static MetricSnapshot rejected(Overview now) {
        CounterSnapshot.Builder rejected =
                CounterSnapshot.builder().name("mandor_heartbeats_rejected").help("Datagrams that were dropped");
        now.rejected()
                .forEach((reason, count) -> rejected.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of("reason", reason))
                        .value((double) count)
                        .build()));
        return rejected.build();
    }

    static CounterDataPointSnapshot point(long value) {
        return CounterDataPointSnapshot.builder().value((double) value).build();
    }

    static <T> MetricSnapshot gauges(
            String name, String help, List<T> items, Function<T, Labels> labels, ToDoubleFunction<T> value) {
        GaugeSnapshot.Builder gauges = GaugeSnapshot.builder().name(name).help(help);
        items.forEach(item -> gauges.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(labels.apply(item))
                .value(value.applyAsDouble(item))
                .build()));
        return gauges.build();
    }

    static MetricSnapshot gauge(String name, String help, double value, String... labels) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(Labels.of(labels))
                        .value(value)
                        .build())
                .build();
    }

    private static MetricSnapshot counter(String name, String help, long value) {
        return CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(point(value))
                .build();
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }
}
