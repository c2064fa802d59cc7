/**
 * A page from nginx's own log: what clients saw, by node and by time, and what each switch cost them. {@code ReportCommand} reads,
 * {@code Analysis} counts, {@code HtmlPage} and {@code TextSummary} tell. It runs by itself, and neither asks nor disturbs a manager.
 */
package dev.mandor.manager.report;
