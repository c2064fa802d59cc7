package dev.mandor.manager.report;

import java.util.Optional;

/**
 * Traffic moved from one server to another.
 *
 * @param epochMillis the first request that {@code to} answered alone
 * @param before of all requests of the site in the 30 s before, in whole seconds; empty when the requests came so seldom
 *     that this was no longer known when the switch was certain
 * @param after of those in the 30 s that follow, or as far as the log goes, or until the next switch was certain
 */
record Switch(String site, long epochMillis, String from, String to, Optional<Figures> before, Figures after) {
    static final int SECONDS = 30;
}
