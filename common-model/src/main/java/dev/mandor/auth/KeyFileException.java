package dev.mandor.auth;

/** A key file that cannot be used. The message is one sentence that names the file and repeats nothing of its content. */
public final class KeyFileException extends Exception {
    private static final long serialVersionUID = 1L;

    KeyFileException(String message) {
        super(message);
    }
}
