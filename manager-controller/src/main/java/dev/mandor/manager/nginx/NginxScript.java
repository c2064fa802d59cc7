package dev.mandor.manager.nginx;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** All that Mandor ever runs where nginx is: scripts of its own for {@code sh}, whose arguments are data and never code. */
public enum NginxScript {
    /** Prints a file, or nothing when there is none. Argument: its path. */
    READ("[ ! -f \"$1\" ] || cat \"$1\""),

    /** Prints the version of the configuration that nginx says it runs. Argument: the port of our site. */
    ASK(resource("ask-version.sh") + "ask_version \"$1\""),

    /** Prints what {@link NginxFacts} reads. Arguments: the command line of nginx. */
    FACTS("PATH=$PATH:/usr/local/sbin:/usr/sbin; \"$@\" -v 2>&1; [ ! -f /proc/net/if_inet6 ] || echo ipv6"),

    /** Prints what nginx says it runs, then the file. Arguments and output: as in look.sh. */
    LOOK(resource("ask-version.sh") + resource("look.sh")),

    /** Prints what {@link UserLogs} reads. Arguments: the command line of nginx. */
    LOGS("PATH=$PATH:/usr/local/sbin:/usr/sbin; \"$@\" -V 2>&1; \"$@\" -T 2>/dev/null; echo; echo '# end'"),

    /** Takes a new file into use. Arguments and exit codes: as in install-config.sh. */
    INSTALL(resource("ask-version.sh") + resource("install-config.sh")),

    /** Prints how many connections there are to each server, see {@link EstablishedConnections}. No argument. */
    COUNT(EstablishedConnections.COMMAND);

    private final String text;

    NginxScript(String text) {
        this.text = text;
    }

    /** The command line. */
    public List<String> command(List<String> arguments) {
        return Stream.concat(Stream.of("sh", "-c", text, "mandor"), arguments.stream())
                .toList();
    }

    private static String resource(String name) {
        try (InputStream stream = NginxScript.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the jar is damaged: " + name, e);
        }
    }
}
