package dev.mandor.manager.nginx;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts a configuration file in place so that nginx never reads half of one, never keeps one that it refuses, and reloads
 * only what it accepts:
 *
 * <ol>
 *   <li>stage: copy the new file beside the old one, under a name that nginx does not include;
 *   <li>swap: rename it over the old one, which is kept, once it is seen to be whole;
 *   <li>check: {@code nginx -t}; if it refuses, restore the old one;
 *   <li>reload;
 *   <li>verify: ask nginx which version it runs; if it is not the new one within 2 s, restore the old one and reload again.
 *       A reload is only a signal: a master process that cannot carry it out, or is another one than we think, says nothing.
 * </ol>
 *
 * <p>All but the first are one small script that runs where nginx is. If the manager dies in between, the script does not.
 * If the script dies too, the next one knows that what is in place was never verified, and which file was the last good one.
 */
public final class ConfigInstaller {
    private static final int REFUSED = 3; // as in install-config.sh
    private static final int NOT_RELOADED = 4;
    private static final int NOT_TAKEN = 5;
    private static final int VERSION_AT = 6; // among the words of the program that installs
    private static final int BYTES_AT = 7;

    private final String path;
    private final int listenPort;
    private final List<String> nginx;

    /**
     * @param path of the file, where nginx runs
     * @param listenPort the port of our site: nginx is asked there, and the image's placeholder site is moved aside if it
     *     listens there too
     * @param nginx the command line of nginx, without {@code -t} or {@code -s}
     */
    public ConfigInstaller(String path, int listenPort, List<String> nginx) {
        this.path = path;
        this.listenPort = listenPort;
        this.nginx = List.copyOf(nginx);
    }

    /** The text of the file that is in place; empty when there is none. */
    public Optional<String> installed(NginxInstance instance) throws IOException, InterruptedException {
        String text = instance.run(NginxScript.READ, List.of(path));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** What nginx tells of itself. */
    public NginxFacts facts(NginxInstance instance) throws IOException, InterruptedException {
        return NginxFacts.parse(instance.run(NginxScript.FACTS, nginx));
    }

    /** What it logs of our sites as long as these do not say otherwise; takes as long as {@code nginx -t}. */
    UserLogs userLogs(NginxInstance instance) throws IOException, InterruptedException {
        return UserLogs.parse(instance.run(NginxScript.LOGS, nginx), path);
    }

    /** Whether nginx itself says that it runs {@code config}; false too when there is no program there to ask it with. */
    public boolean isRunning(NginxInstance instance, NginxConfig config) throws IOException, InterruptedException {
        return instance.run(NginxScript.ASK, List.of(port())).strip().equals(config.version());
    }

    /**
     * Installs {@code config}. When it returns, nginx runs it.
     *
     * @return what the user should know of it; usually nothing
     * @throws IOException with nginx's own words when it refuses the file; the one before is in place and serves
     */
    public String install(NginxInstance instance, NginxConfig config) throws IOException, InterruptedException {
        instance.put(config, path + ".new");
        String bytes = Integer.toString(config.text().getBytes(StandardCharsets.UTF_8).length);
        try {
            return instance.run(NginxScript.INSTALL, install(config.version(), bytes))
                    .strip();
        } catch (CommandFailedException e) {
            throw switch (e.exitCode().orElse(0)) {
                case REFUSED ->
                    new IOException("nginx refused the configuration, the one before stays: " + e.lastWords(), e);
                case NOT_RELOADED ->
                    new IOException("nginx could not be reloaded, the configuration before stays: " + e.lastWords(), e);
                case NOT_TAKEN -> new IOException("nginx took the reload but still runs the configuration before", e);
                default -> e;
            };
        }
    }

    /** Whether {@code program} is one that an installer with these settings runs where nginx is. */
    public boolean isOwn(List<String> program) {
        return program.equals(NginxScript.READ.command(List.of(path)))
                || program.equals(NginxScript.ASK.command(List.of(port())))
                || program.equals(NginxScript.FACTS.command(nginx))
                || program.equals(NginxScript.LOGS.command(nginx))
                || isInstall(program);
    }

    private boolean isInstall(List<String> program) {
        if (program.size() <= BYTES_AT) {
            return false;
        }
        String version = program.get(VERSION_AT);
        String bytes = program.get(BYTES_AT);
        return version.matches("[0-9a-f]{1,64}")
                && bytes.matches("[0-9]{1,9}")
                && program.equals(NginxScript.INSTALL.command(install(version, bytes)));
    }

    private List<String> install(String version, String bytes) {
        return Stream.concat(Stream.of(path, port(), version, bytes), nginx.stream())
                .toList();
    }

    private String port() {
        return Integer.toString(listenPort);
    }
}
