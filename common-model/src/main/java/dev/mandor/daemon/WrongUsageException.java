package dev.mandor.daemon;

/** What the user asked for makes no sense; the message is a sentence for them. Ends a command with exit code 2. */
public final class WrongUsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WrongUsageException(String message) {
        super(message);
    }
}
