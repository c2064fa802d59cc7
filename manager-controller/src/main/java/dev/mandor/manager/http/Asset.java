package dev.mandor.manager.http;

import dev.mandor.http.Answer;
import dev.mandor.http.Packed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A file of the dashboard, from the class path. Which there are is written here: no part of a request becomes part of a name.
 *
 * @param path under which it is asked for
 * @param type its content type
 * @param text of it
 */
record Asset(String path, String type, String text) {
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final String STYLE = "text/css; charset=utf-8";

    Answer answer() throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Answer(200, type, Packed.of(out -> out.write(bytes)));
    }

    /** @throws IOException when the jar is damaged */
    static List<Asset> all() throws IOException {
        return List.of(
                read("/", "dashboard.html", "text/html; charset=utf-8"),
                read("/assets/dashboard.css", "dashboard.css", STYLE),
                read("/assets/dashboard.js", "dashboard.js", SCRIPT),
                read("/assets/chart.js", "chart.js", SCRIPT),
                read("/assets/text.js", "text.js", SCRIPT),
                read("/assets/icon.svg", "icon.svg", "image/svg+xml"),
                read("/assets/uplot.css", "uplot-1.6.32/uPlot.min.css", STYLE),
                read("/assets/uplot.js", "uplot-1.6.32/uPlot.iife.min.js", SCRIPT));
    }

    private static Asset read(String path, String file, String type) throws IOException {
        try (InputStream content = Asset.class.getResourceAsStream(file)) {
            if (content == null) {
                throw new IOException("the jar has no " + file);
            }
            return new Asset(path, type, new String(content.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
