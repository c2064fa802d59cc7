package dev.mandor.manager.view;

import com.fasterxml.jackson.annotation.Nulls;
import dev.mandor.manager.explain.Explanation;
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

    /** @param shown a record of this package or of {@code explain}, or a list of them */
    public static String write(Object shown) {
        return JSON.writeValueAsString(shown);
    }

    /** As text of UTF-8, without ever having all of it. Leaves {@code out} open. */
    public static void write(Object shown, OutputStream out) {
        JSON.writeValue(out, shown);
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
