package dev.mandor.manager.report;

import java.util.List;
import java.util.Map;

/**
 * What a log says.
 *
 * @param first when the first request was logged, and {@code last} the last, in milliseconds since the epoch; meaningless
 *     when there was none
 * @param byServer by address; also what nginx answered itself, and the servers beyond those that are told apart
 */
record Report(
        Reading reading,
        long first,
        long last,
        Figures all,
        Map<String, ServerFigures> byServer,
        Timeline timeline,
        List<Switch> switches) {

    /**
     * How far the log could be read.
     *
     * @param foreign lines that are not in our format, the first of which is line {@code firstForeign}, counted from 1
     * @param combined of those the ones that look like nginx's usual format
     * @param outOfOrder requests older than the first of the log, which no chart shows
     * @param unlistedSwitches beyond those that are kept
     */
    record Reading(
            long lines, long foreign, long firstForeign, long combined, long outOfOrder, long unlistedSwitches) {}

    /** Those who answered anything or were asked, by address; nginx itself and the sum of others last. */
    List<String> servers() {
        return byServer.keySet().stream().toList();
    }
}
