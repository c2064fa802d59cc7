package dev.mandor.manager.doctor;

import dev.mandor.manager.nginx.CommandFailedException;
import dev.mandor.manager.nginx.CommandRunner;
import dev.mandor.manager.nginx.NginxFacts;
import dev.mandor.manager.nginx.NginxInstance;
import dev.mandor.manager.nginx.NginxScript;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One nginx, from inside: what it reads, whether it would take it, and what it answers. */
public final class NginxCheck implements Check.Look {
    private static final List<String> FIND_ASKER = List.of("sh", "-c", "command -v curl || command -v wget || true");

    private static final Duration TEST_DEADLINE =
            Duration.ofSeconds(20); // many certificates, a web application firewall
    private static final String SHELL = "see whether there is a shell where nginx runs";

    private final CommandRunner runner;
    private final List<String> prefix;
    private final NginxSettings nginx;
    private final Optional<CopyTrial> trial;
    private final Set<String> hosts;

    /** On this machine. */
    public NginxCheck(CommandRunner runner, NginxSettings nginx) {
        this(runner, List.of(), nginx, Optional.empty(), Set.of());
    }

    private NginxCheck(
            CommandRunner runner,
            List<String> prefix,
            NginxSettings nginx,
            Optional<CopyTrial> trial,
            Set<String> hosts) {
        this.runner = runner;
        this.prefix = prefix;
        this.nginx = nginx;
        this.trial = trial;
        this.hosts = hosts;
    }

    /**
     * In a container.
     *
     * @param name of the container
     * @param instance is given files
     * @param hosts of services for which there are to be sites
     */
    static NginxCheck inContainer(
            CommandRunner runner, String name, NginxInstance instance, NginxSettings nginx, Set<String> hosts) {
        List<String> prefix = List.of("docker", "exec", name);
        return new NginxCheck(runner, prefix, nginx, Optional.of(new CopyTrial(runner, prefix, instance)), hosts);
    }

    private interface Step {
        void take() throws CommandFailedException, InterruptedException;
    }

    @Override
    public void at(Consumer<Finding> tell) throws InterruptedException {
        boolean ipv6 = hasIpv6();
        configuration(ipv6, tell);
        place(tell);
        step("a program to ask nginx with", tell, () -> tell.accept(asker(run(FIND_ASKER))));
        step("the configuration that nginx runs", tell, () -> version(ipv6, tell));
    }

    private static void step(String what, Consumer<Finding> tell, Step step) throws InterruptedException {
        try {
            step.take();
        } catch (CommandFailedException e) {
            tell.accept(Unseen.because(e, what, SHELL));
        }
    }

    private boolean hasIpv6() throws InterruptedException {
        try {
            return NginxFacts.parse(run(NginxScript.FACTS.command(nginx.command())))
                    .ipv6();
        } catch (CommandFailedException e) {
            return false; // as the manager takes it; what is wrong is told by the other steps
        }
    }

    // Together: what fails the test prints no files either, and would be told twice.
    private void configuration(boolean ipv6, Consumer<Finding> tell) throws InterruptedException {
        try {
            nginx("-t", "-q");
            tell.accept(Finding.ok("nginx's configuration test passes"));
            NginxFiles files = NginxFiles.parse(nginx("-T", "-q"));
            tell.accept(included(files));
            copies(files, tell);
            OtherSites.findings(files, nginx, hosts, ipv6).forEach(tell);
        } catch (CommandFailedException e) {
            tell.accept(refused(e));
        }
    }

    private Finding refused(CommandFailedException e) throws InterruptedException {
        try {
            String lists = Unseen.isProxy(e) ? "" : run(Refusal.command(nginx.configPath()));
            Optional<Finding> explained = Refusal.parse(lists).explain(e.lastWords(), nginx.configPath());
            if (explained.isPresent()) {
                return explained.get();
            }
        } catch (CommandFailedException unknown) {
            // nginx's own words have to do
        }
        return Unseen.because(
                e,
                "nginx's configuration test",
                "repair that file: nginx refuses whatever Mandor writes until then; or see --nginx-command");
    }

    // By another path, nginx may well know Mandor's own file too: one that is a link.
    private void copies(NginxFiles files, Consumer<Finding> tell) {
        files.marked().stream()
                .filter(file -> !file.equals(nginx.configPath()))
                .forEach(file -> tell.accept(Finding.fail(
                        "nginx reads " + file + ", which Mandor wrote, beside " + nginx.configPath(),
                        Refusal.copyRemedy(file))));
    }

    private void place(Consumer<Finding> tell) throws InterruptedException {
        try {
            List<Finding> place = FilePlace.parse(run(FilePlace.command(nginx.configPath())))
                    .findings(nginx.configPath(), trial.isPresent());
            place.forEach(tell);
            if (trial.isPresent() && place.stream().noneMatch(one -> one.verdict() == Verdict.FAIL)) {
                tell.accept(trial.get().finding(nginx.configPath()));
            }
        } catch (CommandFailedException e) {
            tell.accept(
                    Unseen.isProxy(e)
                            ? Finding.warn(
                                    "copying a file beside " + nginx.configPath()
                                            + ": could not be tried through the docker-proxy",
                                    "nothing, if it was tried before; or check once as a user who may open Docker's own"
                                            + " socket")
                            : Unseen.because(e, "the place of Mandor's file", SHELL));
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

    private void version(boolean ipv6, Consumer<Finding> tell) throws CommandFailedException, InterruptedException {
        String port = Integer.toString(nginx.listenPort());
        String file = run(NginxScript.READ.command(List.of(nginx.configPath())));
        String answer = run(NginxScript.ASK.command(List.of(port))).strip();
        tell.accept(version(file, answer, nginx.listenPort()));
        WriterMark.finding(file, nginx).ifPresent(tell);
        tell.accept(protocols(file, nginx.listenPort(), ipv6));
    }

    /**
     * @param file the text of Mandor's file, empty when there is none
     * @param ipv6 whether there is IPv6 where nginx runs
     */
    static Finding protocols(String file, int port, boolean ipv6) {
        if (!ipv6) {
            return Finding.ok("Mandor's site is on IPv4 only: there is no IPv6 where nginx runs");
        }
        Pattern ipv4 = Pattern.compile("listen " + port + "[ ;]");
        if (!ipv4.matcher(file).find() || file.contains("listen [::]:" + port)) {
            return Finding.ok("Mandor's site is on IPv4 and IPv6");
        }
        return Finding.warn(
                "Mandor's file listens on IPv4 only, though there is IPv6 where nginx runs: clients of IPv6, and health"
                        + " checks that take localhost for ::1, are not answered",
                "restart the manager: it looks for IPv6 when it first sees an nginx");
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
        Stream<String> command = Stream.concat(nginx.command().stream(), Stream.of(options));
        return runner.run(Stream.concat(prefix.stream(), command).toList(), TEST_DEADLINE);
    }

    private String run(List<String> command) throws CommandFailedException, InterruptedException {
        return runner.run(Stream.concat(prefix.stream(), command.stream()).toList());
    }
}
