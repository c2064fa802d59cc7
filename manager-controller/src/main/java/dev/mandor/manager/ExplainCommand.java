package dev.mandor.manager;

import dev.mandor.daemon.Version;
import dev.mandor.daemon.WrongUsageException;
import dev.mandor.manager.explain.Explanation;
import dev.mandor.manager.explain.ExplanationText;
import dev.mandor.manager.view.StatusJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code manager explain}. */
@Command(
        name = "explain",
        description = {
            "Says why the manager on this machine lets this node serve and not the others, with the figures that count,",
            "and what would change it while all else stays as it is."
        },
        footer = {"", "Exit codes: 0 explained, 2 wrong usage, 3 no manager answers."},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 100)
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "SERVICE", arity = "0..1", description = "Only this service. Default: all")
    private String service;

    @Mixin
    private ManagerClient manager = new ManagerClient();

    @Option(names = "--json", description = "Print it in JSON, as the manager answers at /api/v1/explain.")
    private boolean json;

    @Override
    public Integer call() {
        try {
            return say(StatusJson.readExplanations(manager.ask("/api/v1/explain")));
        } catch (IOException | IllegalArgumentException e) {
            command.commandLine().getErr().println(command.qualifiedName() + ": " + manager.unreachable(e));
            return ManagerClient.UNREACHABLE;
        }
    }

    private int say(List<Explanation> all) {
        List<Explanation> wanted = all.stream()
                .filter(it -> service == null || it.service().equals(service))
                .toList();
        if (wanted.isEmpty() && service != null) {
            throw new WrongUsageException("there is no service '" + service + "'; there is "
                    + String.join(", ", all.stream().map(Explanation::service).toList()));
        }
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? StatusJson.write(wanted) + "\n" : ExplanationText.of(wanted, Ansi.AUTO.enabled()));
        out.flush();
        return 0;
    }
}
