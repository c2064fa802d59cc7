package dev.mandor.manager;

import dev.mandor.auth.HeartbeatKey;
import dev.mandor.daemon.Version;
import dev.mandor.daemon.WrongUsageException;
import dev.mandor.model.NodeName;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code manager keys new worker1}. */
@Command(
        name = "keys",
        description = "The keys with which heartbeats are signed.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        usageHelpWidth = 100)
final class KeysCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    /** Nothing was said of what is to be done with keys. */
    @Override
    public Integer call() {
        throw new WrongUsageException("say what to do: keys new NODE");
    }

    /** {@code manager keys new NODE}. */
    @Command(
            name = "new",
            description = {
                "Prints a line for the key files: a new random key for one node.",
                "Append it to the manager's --key-file; it and nothing else is the --key-file of the node. To replace a"
                        + " key: append the new one to the manager's file, give it to the node, then remove the old one"
                        + " from the manager's. Both notice within some seconds, and no heartbeat is lost."
            },
            footer = {
                "",
                "Examples:",
                "  umask 077",
                "  manager keys new worker1 > worker1.key",
                "  cat worker1.key >> /etc/mandor/manager.keys",
                "  scp worker1.key root@worker1:/etc/mandor/worker-agent.key"
            },
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            usageHelpWidth = 100)
    int newKey(
            @Parameters(arity = "0..1", paramLabel = "NODE", description = "The node's name, as it reports.")
                    NodeName node,
            @Option(
                            names = "--shared",
                            description = "One key for all nodes instead. Who has it speaks for each of them.")
                    boolean shared) {
        if (shared == (node != null)) {
            throw new WrongUsageException("name one node, or say --shared for a key of all nodes");
        }
        HeartbeatKey key =
                HeartbeatKey.random(Optional.ofNullable(node), new SecureRandom(), LocalDate.now(ZoneOffset.UTC));
        PrintWriter out = command.commandLine().getOut();
        out.println(key.line());
        out.flush();
        return 0;
    }
}
