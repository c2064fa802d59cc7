package dev.mandor.manager.nginx;

import java.io.IOException;

/** The Docker engine has answered, and the answer is that it will not tell. Asking again soon gets the same answer. */
public final class EngineRefusesException extends IOException {
    private static final long serialVersionUID = 1L;

    EngineRefusesException(CommandFailedException cause) {
        super(cause.getMessage(), cause);
    }
}
