package dev.mandor.manager.traffic;

import java.util.Comparator;
import java.util.List;

/**
 * What clients got of one who answers, within a window.
 *
 * @param lines on which the figures rest
 * @param requests that these stand for
 * @param failedByNginx requests for which nginx got no answer: 502, 503 or 504 of its own
 * @param failedByApplication requests that were answered with a status of 500 or more
 * @param p50Millis that half of the requests did not exceed (nearest rank), with the sending to the client
 */
public record Answers(
        int lines, long requests, long failedByNginx, long failedByApplication, long p50Millis, long p99Millis) {

    /** @param lines at least one */
    static Answers of(List<TrafficLine> lines) {
        List<TrafficLine> sorted = lines.stream()
                .sorted(Comparator.comparingLong(TrafficLine::millis))
                .toList();
        long requests = sum(lines);
        return new Answers(
                lines.size(),
                requests,
                sum(lines.stream().filter(TrafficLine::failedByNginx).toList()),
                sum(lines.stream().filter(TrafficLine::failedByApplication).toList()),
                percentile(sorted, rank(requests, 50)),
                percentile(sorted, rank(requests, 99)));
    }

    private static long sum(List<TrafficLine> lines) {
        return lines.stream().mapToLong(TrafficLine::requests).sum();
    }

    private static long rank(long requests, int percent) {
        return (requests * percent + 99) / 100;
    }

    // Lines of two samplings lie beside each other when one has just followed the other.
    private static long percentile(List<TrafficLine> sorted, long rank) {
        long seen = 0;
        for (TrafficLine line : sorted) {
            seen += line.requests();
            if (seen >= rank) {
                return line.millis();
            }
        }
        throw new IllegalStateException("no line of rank " + rank);
    }
}
