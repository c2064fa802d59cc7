package dev.mandor.manager.dockerproxy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A program to be run in a container as the container itself would: without privileges, another user, an environment, a
 * terminal or an input. It is written anew for the engine rather than passed on, since Go reads names of members in whatever
 * case, and takes the last of two.
 */
record PlainExec(List<String> program) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    PlainExec {
        program = List.copyOf(program);
    }

    /** Reads what the docker program sends; empty when that wants anything more. */
    static Optional<PlainExec> parse(String json) {
        try {
            JsonNode tree = JSON.readTree(json);
            JsonNode program = tree.path("Cmd");
            boolean plain = tree.isObject()
                    && tree.properties().stream().allMatch(PlainExec::isPlain)
                    && program.isArray()
                    && program.valueStream().allMatch(JsonNode::isString);
            return plain
                    ? Optional.of(new PlainExec(
                            program.valueStream().map(JsonNode::stringValue).toList()))
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static boolean isPlain(Map.Entry<String, JsonNode> member) {
        JsonNode value = member.getValue();
        return switch (member.getKey()) {
            case "Cmd" -> true;
            case "AttachStdout", "AttachStderr" -> value.isBoolean() && value.booleanValue();
            default -> value.isNull() || isNo(value) || isEmptyText(value);
        };
    }

    private static boolean isNo(JsonNode value) {
        return value.isBoolean() && !value.booleanValue();
    }

    private static boolean isEmptyText(JsonNode value) {
        return value.isString() && value.stringValue().isEmpty();
    }

    /** For the engine. */
    String json() {
        return JSON.writeValueAsString(Map.of("AttachStdout", true, "AttachStderr", true, "Cmd", program));
    }
}
