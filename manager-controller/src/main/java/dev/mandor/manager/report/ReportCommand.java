package dev.mandor.manager.report;

import dev.mandor.daemon.Version;
import dev.mandor.daemon.WrongUsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code java -jar manager.jar report ACCESS_LOG}. */
@Command(
        name = "report",
        customSynopsis = "manager report ACCESS_LOG [OPTIONS]%n",
        description = {
            "Makes a page from the log that nginx writes with the manager's --access-log: requests, failures and response"
                    + " times of each server over time, and before and after each switch. A summary goes to standard output.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  manager report /var/log/nginx/mandor.log",
            "  zcat mandor.log.*.gz | manager report - --out october.html --names /var/lib/mandor/newest.jsonl",
            "",
            "Exit codes: 0 ended as asked, 1 failure, 2 wrong usage."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 100,
        showDefaultValues = true)
public final class ReportCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";
    private static final String HOW =
            "; start the manager with --access-log PATH and report that file, once requests have come";

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "ACCESS_LOG", description = "The log, oldest request first; - reads standard input.")
    private String log;

    @Option(
            names = "--names",
            paramLabel = "FILE",
            description = "Show nodes by name too: newest.jsonl in the manager's --state-dir.")
    private Path names;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "report.html",
            description = "The page; what was there is replaced.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        checkOut();
        NodeNames nodeNames = names == null ? NodeNames.NONE : NodeNames.read(names);
        Report report = analyse();
        check(report);
        String page = new HtmlPage(title(), report, nodeNames).html();
        try {
            Files.writeString(out, page);
        } catch (IOException e) {
            throw new WrongUsageException(
                    "--out " + out + " cannot be written: " + e.getClass().getSimpleName());
        }
        PrintWriter terminal = command.commandLine().getOut();
        terminal.print(TextSummary.of(report, nodeNames));
        terminal.flush();
        return 0;
    }

    private void checkOut() throws IOException {
        if (!log.equals(STANDARD_INPUT)
                && Files.exists(out)
                && Files.exists(Path.of(log))
                && Files.isSameFile(out, Path.of(log))) {
            throw new WrongUsageException("--out " + out + " is the log itself");
        }
    }

    private Report analyse() throws IOException {
        try (InputStream in = open()) {
            Analysis analysis = new Analysis();
            Lines lines = new Lines(in);
            for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
                analysis.add(line.get());
            }
            return analysis.end();
        }
    }

    private InputStream open() {
        if (log.equals(STANDARD_INPUT)) {
            return System.in;
        }
        if (!Files.exists(Path.of(log))) {
            throw new WrongUsageException("there is no file " + log);
        }
        if (Files.isDirectory(Path.of(log))) {
            throw new WrongUsageException(log + " is a folder, not a log");
        }
        try {
            return Files.newInputStream(Path.of(log));
        } catch (IOException e) {
            throw new WrongUsageException(
                    log + " cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private void check(Report report) {
        if (report.all().requests() > 0) {
            return;
        }
        if (report.reading().foreign() == 0) {
            throw new WrongUsageException(title() + " holds no request" + HOW);
        }
        throw new WrongUsageException(title()
                + (report.reading().combined() > 0
                        ? " is in nginx's usual format, which does not say who answered in what time"
                        : " holds no line in the format of --access-log")
                + HOW);
    }

    /** The name without its folder: the page may be passed on. */
    private String title() {
        Path file = log.equals(STANDARD_INPUT) ? null : Path.of(log).getFileName();
        return file == null ? "standard input" : file.toString();
    }
}
