package dev.mandor.agent;

import dev.mandor.http.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** What the agent shows of itself by HTTP. Any thread may ask. */
record AgentPages(Pulse pulse, Duration interval, String version) {
    /** Well as long as heartbeats are tried and the memory can be read. That a manager can be reached is not this node's health. */
    Answer healthz() throws IOException {
        Optional<String> complaint = pulse.complaint(interval);
        return complaint.isEmpty() ? Answer.text(200, "ok") : Answer.text(503, complaint.get());
    }

    Answer metrics() throws IOException {
        byte[] text = AgentMetrics.of(pulse.state(), interval, version).getBytes(StandardCharsets.UTF_8);
        return Answer.metrics(out -> out.write(text));
    }
}
