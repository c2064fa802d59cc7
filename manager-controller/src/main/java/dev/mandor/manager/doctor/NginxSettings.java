package dev.mandor.manager.doctor;

import dev.mandor.manager.nginx.Writer;
import java.util.List;

/**
 * How the manager drives nginx.
 *
 * @param command the command line of nginx, without {@code -t} or {@code -s}
 * @param configPath Mandor's file, as it is called where nginx runs
 * @param listenPort of Mandor's site, there
 * @param writer the manager, as in the first line of its file
 */
public record NginxSettings(List<String> command, String configPath, int listenPort, Writer writer) {
    public NginxSettings {
        command = List.copyOf(command);
    }
}
