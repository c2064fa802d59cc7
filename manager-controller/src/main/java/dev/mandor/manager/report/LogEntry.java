package dev.mandor.manager.report;

import dev.mandor.model.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One request as nginx logged it.
 *
 * @param epochMillis when it was answered and logged
 * @param site what nginx's file calls the site; empty for the one that takes any host name
 * @param status what the client got
 * @param millis what the client waited, from its first byte to the last byte of the answer
 * @param attempts the servers that were asked, in turn; none when nginx answered by itself
 */
record LogEntry(long epochMillis, String site, int status, long millis, List<Attempt> attempts) {
    private static final int SERVER_ERRORS = 500;

    LogEntry {
        attempts = List.copyOf(attempts);
    }

    /** @param connectMillis how long it took to connect; empty when that never came to be */
    record Attempt(Endpoint server, OptionalLong connectMillis) {}

    /** Whose answer, or failure to answer, was the last word. */
    Optional<Endpoint> answeredBy() {
        return attempts.isEmpty()
                ? Optional.empty()
                : Optional.of(attempts.get(attempts.size() - 1).server());
    }

    boolean failed() {
        return status >= SERVER_ERRORS;
    }

    boolean retried() {
        return attempts.size() > 1;
    }
}
