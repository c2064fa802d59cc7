package dev.mandor.manager;

import dev.mandor.daemon.Version;
import dev.mandor.manager.view.Overview;
import dev.mandor.manager.view.StatusJson;
import dev.mandor.manager.view.StatusTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code manager status}. */
@Command(
        name = "status",
        description =
                "Shows what the manager on this machine sees and decided: the services, who serves them, the nodes.",
        footer = {
            "",
            "Exit codes: 0 workers answer for every service, 1 they do not (clients get errors or another site, the fallback"
                    + " answers, nginx does not have the plan, nothing is known yet), 2 wrong usage, 3 no manager answers."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 100)
final class StatusCommand implements Callable<Integer> {
    private static final int DEGRADED = 1;
    private static final String CLEAR = "\u001b[H\u001b[J";

    @Spec
    private CommandSpec command;

    @Mixin
    private ManagerClient manager = new ManagerClient();

    @Option(names = "--json", description = "Print what the manager answers, as it is.")
    private boolean json;

    @Option(
            names = "--watch",
            paramLabel = "DURATION",
            arity = "0..1",
            fallbackValue = "2",
            description = "Show it again and again, every 2 s unless told.")
    private Duration watch;

    @Override
    public Integer call() throws InterruptedException {
        if (watch == null) {
            return show(false);
        }
        while (true) { // until the user has seen enough
            show(true);
            TimeUnit.NANOSECONDS.sleep(watch.toNanos());
        }
    }

    private int show(boolean again) {
        try {
            String answer = manager.ask("/api/v1/status");
            Overview overview = StatusJson.read(answer);
            say(again, json ? answer + "\n" : StatusTable.of(overview, Ansi.AUTO.enabled()));
            return overview.verdict() == Overview.Verdict.SERVING ? 0 : DEGRADED;
        } catch (IOException | IllegalArgumentException e) {
            String sentence = manager.unreachable(e);
            if (again) {
                say(true, sentence + "\n");
            } else {
                command.commandLine().getErr().println(command.qualifiedName() + ": " + sentence);
            }
            return ManagerClient.UNREACHABLE;
        }
    }

    private void say(boolean again, String text) {
        PrintWriter out = command.commandLine().getOut();
        out.print((again && Ansi.AUTO.enabled() ? CLEAR : "") + text);
        out.flush();
    }
}
