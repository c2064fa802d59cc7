package dev.mandor.manager.nginx;

import dev.mandor.daemon.Durations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts a configuration file in place so that nginx never reads half of one, never keeps one that it refuses, and reloads
 * only what it accepts:
 *
 * <ol>
 *   <li>stage: copy the new file beside the old one, under a hidden name, which no pattern of nginx's takes in;
 *   <li>lock: one install at a time, whoever starts it;
 *   <li>swap: rename it over the old one, which is kept, once it is seen to be whole;
 *   <li>check: {@code nginx -t}; if it refuses, restore the old one;
 *   <li>reload;
 *   <li>verify: ask nginx which version it runs; if that does not become the new one, restore the old one and reload again.
 *       A reload is only a signal: a master process that cannot carry it out, or is another one than we think, says nothing.
 *       It is waited for 2 s and three times what the check took, since nginx has to read everything once more.
 * </ol>
 *
 * <p>All but the first are one small script that runs where nginx is. If the manager dies in between, the script does not.
 * If the script dies too, the next one knows that what is in place was never verified, and which file was the last good one.
 * A version that nginx runs already is not loaded again: an install that was given up may have ended well.
 */
public final class ConfigInstaller {
    /** How long an install may take unless the user says otherwise. */
    public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(60);

    private static final int REFUSED = 3; // as in install-config.sh
    private static final int NOT_RELOADED = 4;
    private static final int NOT_TAKEN = 5;
    private static final int UNDER_WAY = 6;
    private static final int OTHER_WRITER = 7;
    private static final int IRREPLACEABLE = 8;
    private static final String WHOEVER = "-";
    private static final String UNSEEN = "nginx was reloaded, but another site answers";
    private static final Duration LOGS_TIMEOUT = Duration.ofSeconds(10); // the plan waits for it, and matters more
    private static final int VERSION_AT = 7; // among the words of the program that installs
    private static final int BYTES_AT = 8;
    private static final int MINE_AT = 9;
    private static final int SECONDS_AT = 10;

    private final String path;
    private final int listenPort;
    private final List<String> nginx;
    private final Writer writer;
    private final Duration timeout;

    /** Of a writer without a name. */
    public ConfigInstaller(String path, int listenPort, List<String> nginx) {
        this(path, listenPort, nginx, Writer.UNNAMED, USUAL_TIMEOUT);
    }

    /**
     * @param path of the file, where nginx runs; absolute
     * @param listenPort the port of our site: nginx is asked there, and the image's placeholder site is moved aside if it
     *     listens there too
     * @param nginx the command line of nginx, without {@code -t} or {@code -s}
     * @param writer whose files are installed
     * @param timeout how long an install may take
     */
    public ConfigInstaller(String path, int listenPort, List<String> nginx, Writer writer, Duration timeout) {
        this.path = path;
        this.listenPort = listenPort;
        this.nginx = List.copyOf(nginx);
        this.writer = writer;
        this.timeout = timeout;
    }

    /** Where a configuration for {@code path} is copied to. */
    public static String staged(String path) {
        int name = path.lastIndexOf('/') + 1;
        return path.substring(0, name) + "." + path.substring(name) + ".new";
    }

    /** What there is to see; one program for both questions, as this is asked now and then for as long as nginx runs. */
    Sight look(NginxInstance instance) throws IOException, InterruptedException {
        return Sight.parse(instance.run(NginxScript.LOOK, List.of(path, port())));
    }

    /** The text of the file that is in place; empty when there is none. */
    public Optional<String> installed(NginxInstance instance) throws IOException, InterruptedException {
        return Optional.of(look(instance).text()).filter(text -> !text.isEmpty());
    }

    /** What nginx tells of itself. */
    public NginxFacts facts(NginxInstance instance) throws IOException, InterruptedException {
        return NginxFacts.parse(instance.run(NginxScript.FACTS, nginx, timeout));
    }

    /** What it logs of our sites as long as these do not say otherwise; takes as long as {@code nginx -t}. */
    UserLogs userLogs(NginxInstance instance) throws IOException, InterruptedException {
        return UserLogs.parse(instance.run(NginxScript.LOGS, nginx, LOGS_TIMEOUT), path);
    }

    /** Whether nginx itself says that it runs {@code config}; false too when there is no program there to ask it with. */
    public boolean isRunning(NginxInstance instance, NginxConfig config) throws IOException, InterruptedException {
        return look(instance).runs(config);
    }

    /** Why nginx does not say which version it runs, for the user. */
    String sentence(Sight.Answer answer) {
        return answer.sentence("127.0.0.1:" + listenPort, path);
    }

    /** The other manager that wrote {@code text}, if one did. */
    Optional<Writer> otherWriter(String text) {
        return writer.other(text);
    }

    /** The same in the place of whatever lies there. */
    public String install(NginxInstance instance, NginxConfig config) throws IOException, InterruptedException {
        return install(instance, config, true);
    }

    /**
     * Installs {@code config}. When it returns, nginx runs it.
     *
     * @param take whether a file of another manager is replaced
     * @return what the user should know of it; usually nothing
     * @throws IOException with nginx's own words when it refuses the file; the one before is in place and serves. Or without
     *     an end in time; then the script may still be at work
     */
    String install(NginxInstance instance, NginxConfig config, boolean take) throws IOException, InterruptedException {
        instance.put(config, staged(path));
        String bytes = Integer.toString(config.text().getBytes(StandardCharsets.UTF_8).length);
        String mine = take || writer.equals(Writer.UNNAMED) ? WHOEVER : writer.name();
        String seconds = Long.toString(timeout.toSeconds());
        try {
            return instance.run(
                            NginxScript.INSTALL,
                            arguments(config.version(), bytes, mine, seconds),
                            timeout.plusSeconds(1)) // the script keeps to its own
                    .strip();
        } catch (CommandFailedException e) {
            throw explained(e);
        }
    }

    private IOException explained(CommandFailedException e) {
        if (e.isTooSlow()) {
            return new IOException(
                    "the install has not ended within " + Durations.format(timeout)
                            + " (--apply-timeout), and may still be under way",
                    e);
        }
        return switch (e.exitCode().orElse(0)) {
            case REFUSED ->
                new IOException("nginx refused the configuration, the one before stays: " + e.lastWords(), e);
            case NOT_RELOADED ->
                new IOException("nginx could not be reloaded, the configuration before stays: " + e.lastWords(), e);
            case NOT_TAKEN -> new IOException("nginx took the reload but still runs the configuration before", e);
            case UNDER_WAY, OTHER_WRITER, IRREPLACEABLE -> new IOException(e.lastWords(), e);
            default -> e;
        };
    }

    /** Whether an install that ended well could not see its version run, since another site answers in its place. */
    static boolean isUnseen(String remark) {
        return remark.contains(UNSEEN);
    }

    /** Whether {@code program} is one that an installer with these settings runs where nginx is, for whichever writer. */
    public boolean isOwn(List<String> program) {
        return program.equals(NginxScript.LOOK.command(List.of(path, port())))
                || program.equals(NginxScript.READ.command(List.of(path)))
                || program.equals(NginxScript.ASK.command(List.of(port())))
                || program.equals(NginxScript.FACTS.command(nginx))
                || program.equals(NginxScript.LOGS.command(nginx))
                || isInstall(program);
    }

    private boolean isInstall(List<String> program) {
        if (program.size() <= SECONDS_AT) {
            return false;
        }
        String version = program.get(VERSION_AT);
        String bytes = program.get(BYTES_AT);
        String mine = program.get(MINE_AT);
        String seconds = program.get(SECONDS_AT);
        return version.matches("[0-9a-f]{1,64}")
                && bytes.matches("[0-9]{1,9}")
                && mine.matches(WHOEVER + "|[A-Za-z0-9.-]{1,64}:[0-9]{1,5}")
                && seconds.matches("[0-9]{1,4}")
                && program.equals(NginxScript.INSTALL.command(arguments(version, bytes, mine, seconds)));
    }

    private List<String> arguments(String version, String bytes, String mine, String seconds) {
        String folder = path.substring(0, path.lastIndexOf('/'));
        return Stream.concat(Stream.of(path, folder, port(), version, bytes, mine, seconds), nginx.stream())
                .toList();
    }

    private String port() {
        return Integer.toString(listenPort);
    }
}
