package dev.mandor.model;

/**
 * A datagram that is no heartbeat. Its message is one sentence that is safe to log: it repeats nothing that the sender
 * wrote but numbers.
 */
public final class MalformedHeartbeatException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedHeartbeatException(String message) {
        super(message, null, false, false); // no stack trace: anybody can cause thousands a second
    }
}
