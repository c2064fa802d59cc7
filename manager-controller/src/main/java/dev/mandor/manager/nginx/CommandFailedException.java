package dev.mandor.manager.nginx;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A program that did not do its work; the message is a sentence with the program's own last words. */
public final class CommandFailedException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_LINES = 3;
    private static final String TOO_SLOW = "no answer within ";
    private static final int SHOWN_LINE_LENGTH = 300;

    private static final Pattern NGINX_ERROR =
            Pattern.compile("(\\[(?:emerg|alert|crit|error)\\]) (?:[0-9]+#[0-9]+: )?(.+)");

    private final int exitCode; // -1: it had none
    private final String lastWords;

    private CommandFailedException(List<String> command, int exitCode, String lastWords) {
        super(shown(command) + ": " + lastWords);
        this.exitCode = exitCode;
        this.lastWords = lastWords;
    }

    static CommandFailedException notStarted(List<String> command, IOException cause) {
        boolean missing = String.valueOf(cause.getMessage()).contains("error=2,");
        String why = missing ? "the program is not installed" : cause.getMessage();
        return new CommandFailedException(command, -1, why);
    }

    static CommandFailedException tooSlow(List<String> command, String deadline) {
        return new CommandFailedException(command, -1, TOO_SLOW + deadline);
    }

    static CommandFailedException ended(List<String> command, int exitCode, String output) {
        String words = lastWords(output);
        return new CommandFailedException(command, exitCode, words.isEmpty() ? "exit code " + exitCode : words);
    }

    /** Whether it was killed at its deadline; what it had done elsewhere may go on. */
    boolean isTooSlow() {
        return exitCode < 0 && lastWords.startsWith(TOO_SLOW);
    }

    /** The exit code; empty when the program could not be started or was killed at its deadline. */
    public OptionalInt exitCode() {
        return exitCode < 0 ? OptionalInt.empty() : OptionalInt.of(exitCode);
    }

    /** What the program said at last, without its name. */
    public String lastWords() {
        return lastWords;
    }

    // Program and verb say enough: "docker exec", "nginx -t". The rest is identifiers and, for sh, a whole script.
    private static String shown(List<String> command) {
        return command.stream().limit(2).collect(Collectors.joining(" "));
    }

    // nginx marks the line that counts, and adds one that merely says "test failed". Where it logs to stderr the
    // time and a process id stand before the mark, which would make the same failure look like another one each
    // time.
    private static String lastWords(String output) {
        List<String> errors = NGINX_ERROR
                .matcher(output)
                .results()
                .map(error -> error.group(1) + " " + error.group(2))
                .distinct()
                .toList();
        List<String> lines = output.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        List<String> telling = errors.isEmpty() ? lines : errors;
        return telling.subList(Math.max(0, telling.size() - SHOWN_LINES), telling.size()).stream()
                .map(line -> line.length() > SHOWN_LINE_LENGTH ? line.substring(0, SHOWN_LINE_LENGTH) + "..." : line)
                .collect(Collectors.joining("; "));
    }
}
