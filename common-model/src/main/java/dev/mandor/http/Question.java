package dev.mandor.http;

import java.io.IOException;
import java.util.Optional;

/** A {@link Page} that depends on what is asked. */
@FunctionalInterface
public interface Question {
    /** @param query what is behind the question mark, as it was sent */
    Answer answer(Optional<String> query) throws IOException;
}
