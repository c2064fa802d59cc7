package dev.mandor.manager;

import dev.mandor.daemon.Version;
import dev.mandor.daemon.WrongUsageException;
import dev.mandor.manager.doctor.Check;
import dev.mandor.manager.doctor.DockerCheck;
import dev.mandor.manager.doctor.Doctor;
import dev.mandor.manager.doctor.FallbackCheck;
import dev.mandor.manager.doctor.Finding;
import dev.mandor.manager.doctor.FolderCheck;
import dev.mandor.manager.doctor.KeyFileCheck;
import dev.mandor.manager.doctor.MachineCheck;
import dev.mandor.manager.doctor.NginxCheck;
import dev.mandor.manager.doctor.NginxSettings;
import dev.mandor.manager.doctor.Report;
import dev.mandor.manager.doctor.SharedNginxCheck;
import dev.mandor.manager.nginx.CommandRunner;
import dev.mandor.manager.nginx.NginxGateway;
import dev.mandor.manager.nginx.ProcessRunner;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code manager check}: with the options, or the environment, that the manager is to have. */
@Command(
        name = "check",
        customSynopsis = "manager check [OPTIONS]%n",
        description = {
            "Looks whether the manager can do its work here: Docker, nginx and its configuration, how services are"
                    + " published, keys, folders, and the heartbeats that arrive: by asking the manager that runs (--http), or by"
                    + " listening where none answers. It changes nothing.",
            "Give it the options that the manager gets. Each line is OK, WARN or FAIL, and says what helps.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  manager check",
            "  manager check --key-file /etc/mandor/manager.keys --state-dir /var/lib/mandor",
            "  set -a; . /etc/mandor/manager.env; manager check --json",
            "",
            "Exit codes: 0 nothing failed, 1 something did, 2 wrong usage."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 100,
        showDefaultValues = true)
final class CheckCommand implements Callable<Integer> {
    private static final Duration COMMAND_DEADLINE = Duration.ofSeconds(5);
    private static final Duration CHECK_DEADLINE = Duration.ofSeconds(30); // and the time of listening
    private static final int LONGEST_LISTEN_SECONDS = 3600;

    @Spec
    private CommandSpec command;

    @Option(
            names = "--bind",
            paramLabel = "IP",
            defaultValue = "0.0.0.0",
            description = "The address of this machine on which heartbeats are received.")
    private InetAddress bind;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9999",
            description = "The UDP port on which heartbeats are received.")
    private int port;

    @Option(
            names = "--listen-seconds",
            paramLabel = "SECONDS",
            defaultValue = "6",
            description = "How long to listen for heartbeats; longer than the agents' interval. 0 for not at all.")
    private int listenSeconds;

    @Mixin
    private ManagerClient manager = new ManagerClient();

    @Mixin
    private NginxOptions nginx = new NginxOptions();

    @Mixin
    private AdmissionOptions admission = new AdmissionOptions();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Where the manager remembers which workers may serve.")
    private Path stateDir;

    @Option(names = "--log-dir", paramLabel = "DIR", description = "Where the manager also writes its log.")
    private Path logDir;

    @Option(names = "--json", description = "Print one JSON object instead of lines.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        checkOptions();
        Doctor doctor = new Doctor(CHECK_DEADLINE.plusSeconds(listenSeconds));
        PrintWriter out = command.commandLine().getOut();
        if (!json && listenSeconds > 0) {
            PrintWriter err = command.commandLine().getErr();
            err.println("Looking, and listening for heartbeats for " + listenSeconds + " s if no manager runs ...");
            err.flush();
        }
        List<Finding> findings = doctor.examine(checks(), finding -> {
            if (!json) {
                out.println(Report.text(finding, Ansi.AUTO));
                out.flush();
            }
        });
        out.println(json ? Report.json(findings) : Report.sum(findings));
        out.flush();
        return Report.exitCode(findings);
    }

    private List<Check> checks() {
        CommandRunner runner = new ProcessRunner(COMMAND_DEADLINE);
        NginxGateway gateway = nginx.gateway(runner);
        List<Check> checks = new ArrayList<>();
        checks.add(new Check("this machine", new MachineCheck()));
        checks.add(nginx(runner, gateway));
        checks.add(new Check("the fallback", new FallbackCheck(() -> nginx.fallback(gateway))));
        checks.add(new Check("the key file", new KeyFileCheck(admission.keyFile())));
        Stream.of(stateDir, logDir)
                .filter(Objects::nonNull)
                .map(folder -> new Check("the folder", FolderCheck.madeWhenMissing("the folder", folder)))
                .forEach(checks::add);
        nginx.file()
                .map(file -> new Check("nginx's folder", FolderCheck.existing("nginx's folder", file.getParent())))
                .ifPresent(checks::add);
        HeartbeatCheck listening = new HeartbeatCheck(
                new InetSocketAddress(bind, port),
                Duration.ofSeconds(listenSeconds),
                admission,
                System::nanoTime,
                Clock.systemUTC());
        checks.add(new Check("heartbeats", manager.isOn() ? new ManagerCheck(manager, listening) : listening));
        return checks;
    }

    private Check nginx(CommandRunner runner, NginxGateway gateway) {
        NginxSettings settings = new NginxSettings(nginx.command(), nginx.path(), nginx.listen());
        if (nginx.isShared()) {
            return new Check("nginx", new SharedNginxCheck(gateway, settings));
        }
        return nginx.isLocal()
                ? new Check("nginx", new NginxCheck(runner, List.of(), settings))
                : new Check("docker", new DockerCheck(runner, gateway, settings, System::nanoTime));
    }

    private void checkOptions() {
        Listening.checkPort("--port", port);
        nginx.check();
        if (listenSeconds < 0 || listenSeconds > LONGEST_LISTEN_SECONDS) {
            throw new WrongUsageException("--listen-seconds must be from 0 to 3600, not " + listenSeconds);
        }
        admission.check(Duration.ZERO); // whether --forget-after fits to the tolerance is the manager's matter
    }
}
