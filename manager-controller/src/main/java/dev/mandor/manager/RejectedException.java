package dev.mandor.manager;

/** A datagram that is not believed. Its message is one sentence that is safe to log: it repeats nothing unchecked. */
final class RejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Rejection rejection;

    RejectedException(Rejection rejection, String message) {
        super(message, null, false, false); // no stack trace: anybody can cause thousands a second
        this.rejection = rejection;
    }

    Rejection rejection() {
        return rejection;
    }
}
