package dev.mandor.manager.nginx;

import java.util.List;

/** For tests elsewhere: how a program fails. */
public final class Failures {
    private Failures() {}

    public static CommandFailedException ended(List<String> command, String lastWords) {
        return CommandFailedException.ended(command, 1, lastWords);
    }
}
