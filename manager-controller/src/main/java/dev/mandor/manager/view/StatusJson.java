package dev.mandor.manager.view;

import com.fasterxml.jackson.annotation.Nulls;
import dev.mandor.manager.explain.Explanation;
import dev.mandor.manager.view.Overview.Past;
import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What is shown under {@code /api/v1/}, in JSON, each in one line. Thread-safe. */
public final class StatusJson {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .disable(StreamWriteFeature.AUTO_CLOSE_TARGET) // it is the caller's
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // of a newer manager
            // Another program may answer there, and what it leaves out is not to be met as null later.
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
            .build();

    private StatusJson() {}

    public static String write(Overview overview) {
        return JSON.writeValueAsString(overview);
    }

    public static String write(List<Past> decisions) {
        return JSON.writeValueAsString(decisions);
    }

    /** As text of UTF-8, without ever having all of it. Leaves {@code out} open. */
    public static void write(Overview overview, OutputStream out) {
        JSON.writeValue(out, overview);
    }

    /** As text of UTF-8, without ever having all of it. Leaves {@code out} open. */
    public static void write(List<Past> decisions, OutputStream out) {
        JSON.writeValue(out, decisions);
    }

    /** As text of UTF-8, without ever having all of it. Leaves {@code out} open. */
    public static void writeExplanations(List<Explanation> explanations, OutputStream out) {
        JSON.writeValue(out, explanations);
    }

    public static String writeExplanations(List<Explanation> explanations) {
        return JSON.writeValueAsString(explanations);
    }

    public static String write(Glance glance) {
        return JSON.writeValueAsString(glance);
    }

    public static String write(MemoryHistory.Series history) {
        return JSON.writeValueAsString(history);
    }

    /** As text of UTF-8, without ever having all of it. Leaves {@code out} open. */
    public static void writeRows(List<Glance.Row> rows, OutputStream out) {
        JSON.writeValue(out, rows);
    }

    /** @throws IllegalArgumentException when {@code json} is no list of explanations */
    public static List<Explanation> readExplanations(String json) {
        return List.of(read(json, Explanation[].class, "not an explanation of a Mandor manager"));
    }

    /** @throws IllegalArgumentException when {@code json} is no overview */
    public static Overview read(String json) {
        return read(json, Overview.class, "not the status of a Mandor manager");
    }

    private static <T> T read(String json, Class<T> type, String otherwise) {
        try {
            T value = JSON.readValue(json, type);
            if (value != null) { // as "null" is read
                return value;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(otherwise, e);
        }
        throw new IllegalArgumentException(otherwise);
    }
}
