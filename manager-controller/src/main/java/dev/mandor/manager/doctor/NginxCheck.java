package dev.mandor.manager.doctor;

import dev.mandor.manager.nginx.CommandFailedException;
import dev.mandor.manager.nginx.CommandRunner;
import dev.mandor.manager.nginx.NginxScript;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One nginx, from inside: what it reads, whether it would take it, and what it answers. */
public final class NginxCheck implements Check.Look {
    private static final String FIND_DEFAULTS = "grep -lE '^[^#]*listen[^;]*default' \"$1\"*.conf || true";
    private static final List<String> FIND_ASKER = List.of("sh", "-c", "command -v curl || command -v wget || true");

    private final CommandRunner runner;
    private final List<String> prefix;
    private final NginxSettings nginx;

    /** @param prefix what stands before a command so that it runs where nginx does; empty for this machine */
    public NginxCheck(CommandRunner runner, List<String> prefix, NginxSettings nginx) {
        this.runner = runner;
        this.prefix = prefix;
        this.nginx = nginx;
    }

    private interface Step {
        void take() throws CommandFailedException, InterruptedException;
    }

    @Override
    public void at(Consumer<Finding> tell) throws InterruptedException {
        boolean passes = passesTest(tell);
        if (passes) { // what fails the test prints no files either, and would be told twice
            step("nginx's files", "see --nginx-command", tell, () -> {
                NginxFiles files = NginxFiles.parse(nginx("-T", "-q"));
                tell.accept(included(files));
                OtherSites.findings(files, nginx.configPath(), nginx.listenPort())
                        .forEach(tell);
            });
        }
        String shell = "see whether there is a shell where nginx runs";
        step("a program to ask nginx with", shell, tell, () -> tell.accept(asker(run(FIND_ASKER))));
        step("the configuration that nginx runs", shell, tell, () -> tell.accept(version()));
    }

    private static void step(String what, String remedy, Consumer<Finding> tell, Step step)
            throws InterruptedException {
        try {
            step.take();
        } catch (CommandFailedException e) {
            tell.accept(Unseen.because(e, what, remedy));
        }
    }

    // nginx names the file that it reads last, which may be ours; it prints none of its files as long as it refuses
    // them.
    private boolean passesTest(Consumer<Finding> tell) throws InterruptedException {
        try {
            nginx("-t", "-q");
            tell.accept(Finding.ok("nginx's configuration test passes"));
            return true;
        } catch (CommandFailedException e) {
            if (!e.lastWords().contains("duplicate default server")) {
                tell.accept(Unseen.because(
                        e,
                        "nginx's configuration test",
                        "repair the file that nginx names: it refuses whatever Mandor writes until then; or see"
                                + " --nginx-command"));
                return false;
            }
            String others = String.join(", ", othersWithDefaultServer());
            tell.accept(Finding.fail(
                    "nginx's configuration test: " + e.lastWords() + "; it is the default in " + nginx.configPath()
                            + " and in " + (others.isEmpty() ? "another file" : others),
                    "take default_server out of " + (others.isEmpty() ? "the other file" : others)
                            + ", or remove the file: Mandor's site is to be the default"));
            return false;
        }
    }

    private List<String> othersWithDefaultServer() throws InterruptedException {
        String folder = nginx.configPath().substring(0, nginx.configPath().lastIndexOf('/') + 1);
        try {
            return run(List.of("sh", "-c", FIND_DEFAULTS, "sh", folder))
                    .lines()
                    .filter(file -> !file.equals(nginx.configPath()))
                    .toList();
        } catch (CommandFailedException e) {
            return List.of();
        }
    }

    private Finding included(NginxFiles files) {
        return files.include(nginx.configPath())
                ? Finding.ok("nginx includes " + nginx.configPath())
                : Finding.fail(
                        "nginx does not include " + nginx.configPath() + ": it would not notice what Mandor writes",
                        "include its folder in the http block of nginx.conf, or see --config-path");
    }

    static Finding asker(String path) {
        return path.isBlank()
                ? Finding.warn(
                        "where nginx runs there is neither curl nor wget: Mandor takes new worker processes for proof that"
                                + " a reload was carried out",
                        "nothing; or take an image with one of them, as the official ones have")
                : Finding.ok("nginx is asked by " + path.strip());
    }

    private Finding version() throws CommandFailedException, InterruptedException {
        String port = Integer.toString(nginx.listenPort());
        String file = run(NginxScript.READ.command(List.of(nginx.configPath())));
        String answer = run(NginxScript.ASK.command(List.of(port))).strip();
        return version(file, answer, nginx.listenPort());
    }

    /**
     * @param file the text of Mandor's file, empty when there is none
     * @param answer what nginx said when it was asked for its version, empty when it was not Mandor's site that answered
     */
    static Finding version(String file, String answer, int port) {
        boolean isVersion = answer.matches("[0-9a-f]{1,64}");
        if (file.isEmpty()) {
            return Finding.ok("there is no file of Mandor yet: the manager writes it when it starts");
        }
        if (!isVersion) {
            return Finding.warn(
                    "Mandor's file is there, but nginx does not answer for it at port " + port,
                    "see whether nginx listens there (--listen), and whether curl or wget is there to ask with");
        }
        return file.contains('"' + answer)
                ? Finding.ok("nginx runs Mandor's file, version " + answer + ", on port " + port)
                : Finding.fail(
                        "nginx runs version " + answer + " of Mandor's file, and another one is in place",
                        "start the manager, which reloads nginx; if it does not help, see nginx's error log");
    }

    private String nginx(String... options) throws CommandFailedException, InterruptedException {
        return run(Stream.concat(nginx.command().stream(), Stream.of(options)).toList());
    }

    private String run(List<String> command) throws CommandFailedException, InterruptedException {
        return runner.run(Stream.concat(prefix.stream(), command.stream()).toList());
    }
}
