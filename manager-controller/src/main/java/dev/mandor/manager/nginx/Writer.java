package dev.mandor.manager.nginx;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which manager wrote a file of nginx's: the machine and the port for heartbeats, of which no two managers have the same. It
 * stands in the file's first line, so that two managers that drive one nginx tell their files apart.
 */
public record Writer(String name) {
    /** Of files that say no more than that Mandor wrote them, as those of earlier versions. */
    public static final Writer UNNAMED = new Writer("");

    private static final String NAME = "[A-Za-z0-9.-]{1,64}:[0-9]{1,5}";
    // As in install-config.sh.
    private static final Pattern FIRST_LINE = Pattern.compile("# Written by Mandor on (" + NAME + ")\\. .*");

    public Writer {
        if (!name.isEmpty() && !name.matches(NAME)) {
            throw new IllegalArgumentException("no name of a writer: " + name);
        }
    }

    /** @param machine its host name; what may not stand in nginx's file is left out */
    public static Writer at(String machine, int port) {
        String host = machine.replaceAll("[^A-Za-z0-9.-]", "");
        return new Writer((host.isEmpty() ? "localhost" : host.substring(0, Math.min(64, host.length()))) + ":" + port);
    }

    /** Who wrote {@code text}; empty when it does not say. */
    static Optional<Writer> of(String text) {
        Matcher line = FIRST_LINE.matcher(text.lines().findFirst().orElse(""));
        return line.matches() ? Optional.of(new Writer(line.group(1))) : Optional.empty();
    }

    /** The first line of its files. */
    String firstLine() {
        String on = name.isEmpty() ? "" : " on " + name;
        return "# Written by Mandor" + on + ". Changes made here are lost with the next plan.\n";
    }

    /** The other one that wrote {@code text}, if another did. A file without a name is anybody's to take. */
    public Optional<Writer> other(String text) {
        return of(text).filter(writer -> !name.isEmpty() && !writer.equals(this));
    }

    @Override
    public String toString() {
        return name;
    }
}
