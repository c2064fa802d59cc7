package dev.mandor.manager.view;

import dev.mandor.manager.explain.Explanation;
import dev.mandor.manager.view.Traffic.By;
import dev.mandor.manager.view.Traffic.OfService;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Adds to an explanation what clients really got. Pure. */
final class TrafficSentences {
    private TrafficSentences() {}

    static Explanation into(Explanation it, Optional<Traffic> traffic) {
        Optional<OfService> got = traffic.flatMap(heard -> heard.of(it.service()));
        List<Explanation.Node> nodes = it.nodes().stream()
                .map(node ->
                        node.withGets(got.flatMap(its -> its.of(node.name()).map(TrafficSentences::ofNode))))
                .toList();
        return it.withTraffic(
                got.map(TrafficSentences::ofService).orElseGet(() -> "unknown: " + TrafficTable.why(traffic)), nodes);
    }

    private static String ofNode(By by) {
        String planned = by.planned() > 0 ? ", planned " + Traffics.percent(by.planned()) : ", planned none";
        String rest = by.figures()
                .map(its -> String.format(
                        Locale.ROOT,
                        "; no answer for %s, 5xx for %s, p99 %s",
                        Traffics.percent(its.noAnswerRatio()),
                        Traffics.percent(its.errorRatio()),
                        TrafficTable.time(its.p99Seconds())))
                .orElse("");
        return "gets " + Traffics.percent(by.share()) + " of the requests" + planned + rest;
    }

    private static String ofService(OfService its) {
        return String.format(
                Locale.ROOT,
                "%s requests/s, %s answered by the fallback, no answer for %s, 5xx for %s, p50 %s, p99 %s",
                TrafficTable.rate(its.all().requestsPerSecond()),
                Traffics.percent(its.fallbackShare()),
                Traffics.percent(its.all().noAnswerRatio()),
                Traffics.percent(its.all().errorRatio()),
                TrafficTable.time(its.all().p50Seconds()),
                TrafficTable.time(its.all().p99Seconds()));
    }
}
