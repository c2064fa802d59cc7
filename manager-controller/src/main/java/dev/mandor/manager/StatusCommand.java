package dev.mandor.manager;

import dev.mandor.daemon.Version;
import dev.mandor.daemon.WrongUsageException;
import dev.mandor.http.HttpOption;
import dev.mandor.manager.view.Overview;
import dev.mandor.manager.view.StatusJson;
import dev.mandor.manager.view.StatusTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
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
            "Exit codes: 0 workers serve every service, 1 they do not (the fallback serves, or nginx does not have the"
                    + " plan), 2 wrong usage, 3 no manager answers."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 100)
final class StatusCommand implements Callable<Integer> {
    private static final int DEGRADED = 1;
    private static final int UNREACHABLE = 3;
    private static final int MILLIS = 3000;
    private static final int MOST_BYTES = 64 << 20; // six times that of 10,000 nodes
    private static final String CLEAR = "\u001b[H\u001b[J";

    @Spec
    private CommandSpec command;

    @Option(
            names = "--http",
            paramLabel = "IP[:PORT]",
            description = "Where the manager answers, as its own --http. Default: 127.0.0.1:9797")
    private HttpOption http = ManagerCommand.DEFAULT_HTTP;

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
            String answer = ask();
            Overview overview = StatusJson.read(answer);
            say(again, json ? answer + "\n" : StatusTable.of(overview, Ansi.AUTO.enabled()));
            return overview.verdict() == Overview.Verdict.SERVING ? 0 : DEGRADED;
        } catch (IOException | IllegalArgumentException e) {
            String sentence = "no manager answers at " + url() + ": " + e.getMessage() + "; see --http";
            if (again) {
                say(true, sentence + "\n");
            } else {
                command.commandLine().getErr().println(command.qualifiedName() + ": " + sentence);
            }
            return UNREACHABLE;
        }
    }

    private void say(boolean again, String text) {
        PrintWriter out = command.commandLine().getOut();
        out.print((again && Ansi.AUTO.enabled() ? CLEAR : "") + text);
        out.flush();
    }

    private String ask() throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url()).toURL().openConnection();
        connection.setConnectTimeout(MILLIS);
        connection.setReadTimeout(MILLIS);
        connection.setInstanceFollowRedirects(false);
        if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
            throw new IOException("it answers " + connection.getResponseCode());
        }
        try (InputStream body = connection.getInputStream()) {
            return new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        }
    }

    private String url() {
        InetSocketAddress address =
                http.address().orElseThrow(() -> new WrongUsageException("--http off: there is nowhere to ask"));
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/api/v1/status";
    }
}
