package dev.mandor.manager.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/**
 * Something is wrong now. It is made anew with each look, so it is gone when it is over.
 *
 * @param sentence what
 * @param remedy what helps, or where to look
 * @param node whom it is about
 * @param service whose clients it is about
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Alarm(String sentence, String remedy, Optional<String> node, Optional<String> service) {
    static Alarm of(String sentence, String remedy) {
        return new Alarm(sentence, remedy, Optional.empty(), Optional.empty());
    }

    static Alarm ofNode(String node, String sentence, String remedy) {
        return new Alarm(sentence, remedy, Optional.of(node), Optional.empty());
    }

    static Alarm ofService(String service, String sentence, String remedy) {
        return new Alarm(sentence, remedy, Optional.empty(), Optional.of(service));
    }
}
