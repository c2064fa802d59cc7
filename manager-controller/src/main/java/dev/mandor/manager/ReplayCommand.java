package dev.mandor.manager;

import dev.mandor.daemon.Durations;
import dev.mandor.daemon.Version;
import dev.mandor.daemon.WrongUsageException;
import dev.mandor.manager.cluster.Factors;
import dev.mandor.manager.cluster.MinFree;
import dev.mandor.manager.cluster.Threshold;
import dev.mandor.manager.journal.Foresight;
import dev.mandor.manager.journal.JournalEntry.Opened;
import dev.mandor.manager.journal.Recording;
import dev.mandor.manager.journal.ReplayReport;
import dev.mandor.manager.journal.Summary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code manager replay JOURNAL --tolerance 10}. */
@Command(
        name = "replay",
        customSynopsis = "manager replay JOURNAL [OPTIONS]%n",
        description = {
            "Shows what the manager would have decided with other options, beside what it did decide: the same decision code"
                    + " over the heartbeats of a journal, in virtual time. Nothing is driven.",
            "Options that are not given are those with which the journal was written.",
            ""
        },
        footer = {
            "",
            "A false alarm is a node that was called down while its agent went on counting its heartbeats.",
            "Of each forecast of low memory it says what came, and how wrong the time left was.",
            "Not in a journal, and so not replayed: --confirm, --max-conns auto, strategies that labels name.",
            "",
            "Examples:",
            "  manager replay /var/lib/mandor --tolerance 10",
            "  manager replay journal.jsonl --strategy memory-weighted --json",
            "",
            "Exit codes: 0 ended as asked, 1 failure, 2 wrong usage."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpWidth = 100)
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Parameters(arity = "1", paramLabel = "JOURNAL", description = "A journal.jsonl, or the --state-dir that it is in.")
    private Path journal;

    @Option(names = "--strategy", paramLabel = "NAME", description = "Who serves; see manager --help.")
    private Strategy strategy;

    @Option(names = "--score", paramLabel = "WEIGHTS", description = "With --strategy score: what counts.")
    private Factors score;

    @Option(names = "--min-free", paramLabel = "SIZE", description = "The floor: 64MiB, 5%%, or 0.")
    private MinFree minFree;

    @Option(
            names = "--threshold",
            paramLabel = "SIZE",
            description = "How much more free memory is worth a switch: 64MiB, 10%%, or 0.")
    private Threshold threshold;

    @Option(names = "--tolerance", paramLabel = "DURATION", description = "How long a node may be silent.")
    private Duration tolerance;

    @Option(names = "--interval", paramLabel = "DURATION", description = "Time between two checks.")
    private Duration interval;

    @Option(names = "--max-conns", paramLabel = "CHOICE", description = "off, or the same number for each server.")
    private MaxConns maxConns;

    @Option(names = "--sticky", paramLabel = "CHOICE", description = "ip-hash, cookie-less or none.")
    private Sticky sticky;

    @Option(names = "--on-mass-silence", paramLabel = "CHOICE", description = "fallback or hold.")
    private OnMassSilence onMassSilence;

    @Option(names = "--json", description = "The same for programs, and all of it.")
    private boolean json;

    @Override
    public Integer call() {
        if (maxConns != null && maxConns.learned()) {
            throw new WrongUsageException(
                    "--max-conns auto cannot be replayed: a journal does not hold what requests cost; a number can");
        }
        Recording recording = Recording.read(journal);
        DecisionOptions options =
                options(recording.lastOpened().map(Opened::options).orElse(new TreeMap<>()));
        options.check();
        ReplayReport report = new ReplayReport(
                recording,
                options.toMap(),
                Summary.recorded(recording),
                Replay.of(recording, options),
                Foresight.of(recording, options.minFree()));
        PrintWriter out = command.commandLine().getOut();
        out.print(json ? json(report.json()) : report.text());
        out.flush();
        return 0;
    }

    private DecisionOptions options(SortedMap<String, String> recorded) {
        return new DecisionOptions(
                given(tolerance, recorded, "tolerance", "30", Durations::parse),
                given(interval, recorded, "interval", "3", Durations::parse),
                given(strategy, recorded, "strategy", "max-free-memory", Strategy::parse),
                given(score, recorded, "score", "memory=0.6,cpu=0.3,pressure=0.1", Factors::parse),
                minFree == null && !recorded.containsKey("min-free")
                        ? MinFree.DEFAULT
                        : given(minFree, recorded, "min-free", "0", MinFree::parse),
                given(threshold, recorded, "threshold", "5%", Threshold::parse),
                withoutAuto(given(maxConns, recorded, "max-conns", "off", MaxConns::parse)),
                given(sticky, recorded, "sticky", "none", Sticky::parse),
                given(onMassSilence, recorded, "on-mass-silence", "fallback", OnMassSilence::parse));
    }

    private static MaxConns withoutAuto(MaxConns limits) {
        return limits.learned() ? MaxConns.parse("off") : limits;
    }

    private <T> T given(T given, Map<String, String> recorded, String name, String usual, Function<String, T> parser) {
        try {
            return given != null ? given : parser.apply(recorded.getOrDefault(name, usual));
        } catch (IllegalArgumentException e) {
            throw new WrongUsageException(
                    "the journal " + journal + " has a --" + name + " that there is not: " + e.getMessage());
        }
    }

    private static String json(Map<String, Object> report) {
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
    }
}
