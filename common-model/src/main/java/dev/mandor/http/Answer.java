package dev.mandor.http;

import java.nio.charset.StandardCharsets;

/**
 * What a {@link Page} says.
 *
 * @param status of HTTP, such as 200
 * @param type the media type of {@code body}
 */
public record Answer(int status, String type, String body) {
    /** As {@code text/plain}, with an end of line. */
    public static Answer text(int status, String text) {
        return new Answer(status, "text/plain; charset=utf-8", text + "\n");
    }

    /** Well, and in JSON. */
    public static Answer json(String json) {
        return new Answer(200, "application/json", json);
    }

    /** Metrics in the text format of Prometheus, version 0.0.4. */
    public static Answer metrics(String text) {
        return new Answer(200, "text/plain; version=0.0.4; charset=utf-8", text);
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
