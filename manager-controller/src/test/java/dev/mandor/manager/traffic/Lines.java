package dev.mandor.manager.traffic;

import dev.mandor.manager.nginx.Sampling;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Datagrams as nginx sends them. */
public final class Lines {
    public static final String VERSION = "0123456789ab";

    private Lines() {}

    static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }

    /** One that worker's answer to a request of {@code web} in so many milliseconds makes. */
    public static String answered(String server, int status, int millis) {
        return line("web", 1, status, "mandor_web", server, "0.001", millis);
    }

    public static String line(
            String service,
            int requests,
            int status,
            String proxyHost,
            String servers,
            String headerTimes,
            int millis) {
        return String.format(
                "<190>Nov 28 17:34:48 mandor: %s|%s|%d|%d|%s|%s|%s|%d.%03d",
                VERSION, service, requests, status, proxyHost, servers, headerTimes, millis / 1000, millis % 1000);
    }

    /** What is known five seconds after these lines came. */
    public static TrafficState heard(List<String> lines) {
        TrafficWindow window = new TrafficWindow();
        lines.forEach(line -> window.add(parsed(line), 0));
        return new TrafficState(
                window.read(Duration.ofSeconds(5).toNanos()), Sampling.ALL, lines.size(), 7, Optional.empty());
    }

    static TrafficLine parsed(String line) {
        byte[] bytes = bytes(line);
        return TrafficLine.parse(bytes, bytes.length).orElseThrow();
    }
}
