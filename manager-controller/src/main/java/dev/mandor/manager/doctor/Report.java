package dev.mandor.manager.doctor;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help.Ansi;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Findings as people and programs read them. Pure. */
public final class Report {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MARGIN = " ".repeat(6);

    private Report() {}

    /** The verdict, the sentence, and on a line of its own what helps. */
    public static String text(Finding finding, Ansi ansi) {
        String line = word(finding.verdict(), ansi) + finding.sentence();
        return finding.remedy()
                .map(remedy -> line + System.lineSeparator() + MARGIN + "-> " + remedy)
                .orElse(line);
    }

    /** As {@code 9 OK, 1 WARN, 0 FAIL}. */
    public static String sum(List<Finding> findings) {
        return Stream.of(Verdict.values())
                .map(verdict -> count(findings, verdict) + " " + verdict)
                .collect(Collectors.joining(", "));
    }

    /** {@code {"verdict":"warn","findings":[{"verdict":"warn","sentence":"...","remedy":"..."},...]}} */
    public static String json(List<Finding> findings) {
        ObjectNode report = JSON.createObjectNode();
        report.put("verdict", lower(worst(findings)));
        ArrayNode list = report.putArray("findings");
        for (Finding finding : findings) {
            ObjectNode entry = list.addObject();
            entry.put("verdict", lower(finding.verdict()));
            entry.put("sentence", finding.sentence());
            finding.remedy().ifPresent(remedy -> entry.put("remedy", remedy));
        }
        return JSON.writeValueAsString(report);
    }

    /** 0 when the manager can do its work, 1 when it cannot. */
    public static int exitCode(List<Finding> findings) {
        return worst(findings) == Verdict.FAIL ? 1 : 0;
    }

    private static Verdict worst(List<Finding> findings) {
        return findings.stream().map(Finding::verdict).max(Verdict::compareTo).orElse(Verdict.OK);
    }

    private static long count(List<Finding> findings, Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    // Only our own word is markup: a sentence may hold what looks like it.
    private static String word(Verdict verdict, Ansi ansi) {
        String colour = switch (verdict) {
            case OK -> "green";
            case WARN -> "yellow";
            case FAIL -> "bold,red";
        };
        String blanks = MARGIN.substring(verdict.name().length());
        return ansi.string("@|" + colour + " " + verdict + "|@") + blanks;
    }

    private static String lower(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }
}
