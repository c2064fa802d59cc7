package dev.mandor.manager.dockerproxy;

import java.io.IOException;

/** A request that does not reach the engine; the message is a sentence for who sent it. */
final class RefusedRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    private RefusedRequestException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** It is understood, and not among what may be done. */
    static RefusedRequestException forbidden(String message) {
        return new RefusedRequestException(403, message);
    }

    /** It is no HTTP that needs to be understood here. */
    static RefusedRequestException malformed(String message) {
        return new RefusedRequestException(400, message);
    }

    /** There is no engine to ask. */
    static RefusedRequestException unanswered(String message) {
        return new RefusedRequestException(502, message);
    }

    /** The HTTP status of the answer. */
    int status() {
        return status;
    }
}
