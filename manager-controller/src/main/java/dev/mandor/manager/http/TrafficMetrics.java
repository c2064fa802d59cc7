package dev.mandor.manager.http;

import dev.mandor.manager.view.Overview;
import dev.mandor.manager.view.Traffic;
import dev.mandor.manager.view.Traffic.By;
import dev.mandor.manager.view.Traffic.Figures;
import dev.mandor.manager.view.Traffic.OfService;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What clients got, as numbers: gauges of the last 10 s, since sampled requests do not add up to a counter. What is not known is
 * not there, but for {@code mandor_traffic_known}, which says so.
 */
final class TrafficMetrics {
    private record Row(Labels labels, By by) {}

    private TrafficMetrics() {}

    static List<MetricSnapshot> of(Overview now) {
        return now.traffic().map(it -> of(it, now.services())).orElse(List.of());
    }

    private static List<MetricSnapshot> of(Traffic traffic, List<Overview.Served> services) {
        List<MetricSnapshot> all = new ArrayList<>(List.of(
                Metrics.gauges(
                        "mandor_traffic_known",
                        "Whether anything was heard of the service's requests within the last 10 s",
                        services,
                        service -> Labels.of("service", service.name()),
                        service -> traffic.of(service.name()).isPresent() ? 1 : 0),
                CounterSnapshot.builder()
                        .name("mandor_traffic_lines_received")
                        .help("Requests that nginx told of")
                        .dataPoint(Metrics.point(traffic.received()))
                        .build(),
                CounterSnapshot.builder()
                        .name("mandor_traffic_lines_dropped")
                        .help("Datagrams on the port for traffic that were of nobody we know")
                        .dataPoint(Metrics.point(traffic.dropped()))
                        .build(),
                Metrics.gauge(
                        "mandor_traffic_requests_per_line",
                        "Of how many requests nginx tells of one",
                        traffic.requestsPerLine())));
        traffic.ageSeconds()
                .ifPresent(age -> all.add(
                        Metrics.gauge("mandor_traffic_age_seconds", "Since nginx last told of a request", age)));
        all.addAll(ofServices(traffic.services()));
        all.addAll(ofServers(traffic.services()));
        return all;
    }

    private static List<MetricSnapshot> ofServices(List<OfService> services) {
        return List.of(
                perService("mandor_service_requests_per_second", "Requests", services, Figures::requestsPerSecond),
                perService(
                        "mandor_service_response_p50_seconds", "Median response time", services, Figures::p50Seconds),
                perService(
                        "mandor_service_response_p99_seconds",
                        "99th percentile of the response time",
                        services,
                        Figures::p99Seconds),
                errors("mandor_service_errors_ratio", services, it -> Labels.of("service", it.name()), OfService::all));
    }

    private static MetricSnapshot perService(
            String name, String help, List<OfService> services, ToDoubleFunction<Figures> value) {
        return Metrics.gauges(
                name, help, services, it -> Labels.of("service", it.name()), it -> value.applyAsDouble(it.all()));
    }

    private static List<MetricSnapshot> ofServers(List<OfService> services) {
        List<Row> rows = services.stream()
                .flatMap(service -> service.answerers().stream().map(by -> new Row(labels(service, by), by)))
                .toList();
        List<Row> answering =
                rows.stream().filter(row -> row.by().figures().isPresent()).toList();
        return List.of(
                Metrics.gauges(
                        "mandor_server_traffic_share_ratio",
                        "The share of the service's requests that it really answered",
                        rows,
                        Row::labels,
                        row -> row.by().share()),
                perServer("mandor_server_requests_per_second", "Requests", answering, Figures::requestsPerSecond),
                perServer("mandor_server_response_p50_seconds", "Median response time", answering, Figures::p50Seconds),
                perServer(
                        "mandor_server_response_p99_seconds",
                        "99th percentile of the response time",
                        answering,
                        Figures::p99Seconds),
                errors(
                        "mandor_server_errors_ratio",
                        answering,
                        Row::labels,
                        row -> row.by().figures().get()));
    }

    private static Labels labels(OfService service, By by) {
        return Labels.of(
                "service",
                service.name(),
                "kind",
                by.kind().name().toLowerCase(Locale.ROOT),
                "node",
                by.node().orElse(""));
    }

    private static MetricSnapshot perServer(String name, String help, List<Row> rows, ToDoubleFunction<Figures> value) {
        return Metrics.gauges(
                name,
                help,
                rows,
                Row::labels,
                row -> value.applyAsDouble(row.by().figures().get()));
    }

    private static <T> MetricSnapshot errors(
            String name, List<T> items, Function<T, Labels> labels, Function<T, Figures> figures) {
        GaugeSnapshot.Builder gauges = GaugeSnapshot.builder()
                .name(name)
                .help("The share of requests that got a 5xx of the application, or, by nginx, no answer at all");
        for (T item : items) {
            Labels own = labels.apply(item);
            Figures its = figures.apply(item);
            gauges.dataPoint(error(own, "nginx", its.noAnswerRatio()));
            gauges.dataPoint(error(own, "application", its.errorRatio()));
        }
        return gauges.build();
    }

    private static GaugeDataPointSnapshot error(Labels labels, String by, double ratio) {
        return GaugeDataPointSnapshot.builder()
                .labels(labels.add("by", by))
                .value(ratio)
                .build();
    }
}
