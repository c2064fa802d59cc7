package dev.mandor.manager.view;

import dev.mandor.manager.view.Overview.Past;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/v1/status} and {@code /api/v1/decisions} in JSON. Thread-safe. */
public final class StatusJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // of a newer manager
            .build();

    private StatusJson() {}

    public static String write(Overview overview) {
        return JSON.writeValueAsString(overview);
    }

    public static String write(List<Past> decisions) {
        return JSON.writeValueAsString(decisions);
    }

    /** @throws IllegalArgumentException when {@code json} is no overview */
    public static Overview read(String json) {
        try {
            return JSON.readValue(json, Overview.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not the status of a Mandor manager", e);
        }
    }
}
