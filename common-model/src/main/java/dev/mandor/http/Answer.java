package dev.mandor.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What a {@link Page} says.
 *
 * @param status of HTTP, such as 200
 * @param type the media type of {@code body}
 */
public record Answer(int status, String type, Packed body) {
    /** As {@code text/plain}, with an end of line. */
    public static Answer text(int status, String text) throws IOException {
        byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
        return new Answer(status, "text/plain; charset=utf-8", Packed.of(out -> out.write(line)));
    }

    /** Well, and in JSON. */
    public static Answer json(Packed.Text json) throws IOException {
        return new Answer(200, "application/json", Packed.of(json));
    }

    /** Metrics in the text format of Prometheus, version 0.0.4. */
    public static Answer metrics(Packed.Text text) throws IOException {
        return new Answer(200, "text/plain; version=0.0.4; charset=utf-8", Packed.of(text));
    }
}
