package dev.mandor.agent;

import dev.mandor.agent.Pulse.State;
import dev.mandor.model.MemoryReading;
import java.time.Duration;
import java.util.Locale;

/**
 * A {@link Pulse} as Prometheus reads it: version 0.0.4 of its text format, in base units, under the prefix {@code mandor_agent_}.
 *
 * <p>Not by the library that the manager uses: for eight figures without a label that could need quoting it would be three more
 * jars, and 2 MB more on each node once somebody has asked.
 */
final class AgentMetrics {
    private final StringBuilder text = new StringBuilder();

    private AgentMetrics() {}

    /** @param version of the agent, which the build wrote */
    static String of(State state, Duration interval, String version) {
        AgentMetrics metrics = new AgentMetrics();
        metrics.gauge("build_info", "The version of the agent", "{version=\"" + version + "\"}", 1);
        metrics.gauge("interval_seconds", "Time between two heartbeats", "", interval.toMillis() / 1000.0);
        metrics.counter("heartbeats_sent_total", "Heartbeats that were sent, one for each manager", state.sent());
        metrics.counter(
                "send_errors_total",
                "Heartbeats that were not sent, or that the manager's host refused",
                state.sendErrors());
        metrics.counter("probe_errors_total", "How often the memory could not be read", state.probeErrors());
        state.lastSent()
                .ifPresent(time -> metrics.gauge(
                        "last_heartbeat_timestamp_seconds",
                        "When a heartbeat was sent last, since 1970",
                        "",
                        time.toEpochMilli() / 1000.0));
        state.memory().ifPresent(metrics::memory);
        return metrics.text.toString();
    }

    private void memory(MemoryReading memory) {
        gauge("memory_free_bytes", "Free memory, as it was reported last", "", (double) memory.freeBytes());
        gauge("memory_total_bytes", "Memory in all, as it was reported last", "", (double) memory.totalBytes());
    }

    private void gauge(String name, String help, String labels, double value) {
        String number =
                value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.3f", value);
        add(name, help, "gauge", labels, number);
    }

    private void counter(String name, String help, long value) {
        add(name, help, "counter", "", Long.toString(value));
    }

    private void add(String name, String help, String type, String labels, String value) {
        text.append("# HELP mandor_agent_")
                .append(name)
                .append(' ')
                .append(help)
                .append('\n');
        text.append("# TYPE mandor_agent_")
                .append(name)
                .append(' ')
                .append(type)
                .append('\n');
        text.append("mandor_agent_")
                .append(name)
                .append(labels)
                .append(' ')
                .append(value)
                .append('\n');
    }
}
