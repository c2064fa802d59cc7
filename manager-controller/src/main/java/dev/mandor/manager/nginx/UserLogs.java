package dev.mandor.manager.nginx;

import dev.mandor.manager.nginx.NginxWords.Directive;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code access_log} directives that hold for a site that has none of its own. One of ours takes their place, so they are
 * repeated beside it; and where they cannot be, there is none of ours.
 *
 * @param lines each a whole directive of plain words
 * @param obstacle why they cannot be repeated; then there are no lines
 */
public record UserLogs(List<String> lines, Optional<String> obstacle) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/._:=,$-]+");
    private static final Pattern COMPILED_IN = Pattern.compile("--http-log-path=([^\\s']+)");
    private static final String COMBINED = "combined";
    private static final String END = "\n# end\n"; // as in NginxScript

    public UserLogs {
        lines = List.copyOf(lines);
    }

    static UserLogs unknown(String obstacle) {
        return new UserLogs(List.of(), Optional.of(obstacle));
    }

    /**
     * @param output of {@link NginxScript#LOGS}
     * @param path of Mandor's file, where nginx runs
     */
    static UserLogs parse(String output, String path) {
        NginxDump dump = NginxDump.parse(output);
        if (dump.texts().isEmpty() || !output.endsWith(END)) {
            return unknown("nginx -T does not show all of its files");
        }
        try {
            HttpLevel http = new HttpLevel(dump, path);
            http.read(dump.texts().keySet().iterator().next());
            return of(http, output);
        } catch (IllegalArgumentException e) {
            return unknown(e.getMessage());
        }
    }

    private static UserLogs of(HttpLevel http, String output) {
        if (http.logs.stream().anyMatch(log -> log.contains("off"))) {
            return new UserLogs(List.of(), Optional.empty());
        }
        if (http.logs.isEmpty()) {
            Matcher compiledIn = COMPILED_IN.matcher(output);
            String file = compiledIn.find() ? compiledIn.group(1) : "logs/access.log";
            return of(List.of(List.of("access_log", file, COMBINED)), Set.of());
        }
        return of(http.logs, http.formatsBeforeOurs);
    }

    private static UserLogs of(List<List<String>> logs, Set<String> formats) {
        List<String> lines = new ArrayList<>();
        for (List<String> words : logs) {
            if (words.size() < 2 || !words.stream().allMatch(UserLogs::isPlain)) {
                return unknown("its access_log has a word that is not plain: letters, digits and /._:=,$- only");
            }
            String format = words.size() > 2 ? words.get(2) : COMBINED;
            if (!format.equals(COMBINED) && !formats.contains(format)) {
                return unknown("its access_log names a log_format that is defined after Mandor's file is included");
            }
            lines.add(String.join(" ", words) + ";");
        }
        return new UserLogs(lines, Optional.empty());
    }

    // What stands for the version in our file until it is known would be replaced in theirs, too.
    private static boolean isPlain(String word) {
        return PLAIN.matcher(word).matches() && !word.contains(NginxConfigRenderer.VERSION_MARK);
    }

    /** Follows nginx through its files as far as they are at the level of {@code http}. */
    private static final class HttpLevel {
        private static final int DEEPEST = 30; // nginx itself has no bound, but our stack has

        private enum Level {
            MAIN,
            HTTP,
            OTHER
        }

        private final NginxDump dump;
        private final String ours;
        private final List<List<String>> logs = new ArrayList<>();
        private final Set<String> formats = new HashSet<>();
        private Set<String> formatsBeforeOurs = Set.of();

        HttpLevel(NginxDump dump, String ours) {
            this.dump = dump;
            this.ours = ours;
        }

        void read(String file) {
            read(file, Level.MAIN, 0);
        }

        private void read(String file, Level level, int depth) {
            check(!read(new NginxWords(dump.texts().get(file)), level, depth));
        }

        /** Returns whether a brace ended it, and not the end of the file. */
        private boolean read(NginxWords words, Level level, int depth) {
            check(depth <= DEEPEST);
            for (Optional<Directive> next = words.next(); next.isPresent(); next = words.next()) {
                Directive directive = next.get();
                switch (directive.end()) {
                    case '}' -> {
                        return true;
                    }
                    case '{' -> check(read(words, inner(level, directive.words()), depth + 1));
                    default -> note(directive.words(), level, depth);
                }
            }
            return false;
        }

        private static void check(boolean holds) {
            if (!holds) {
                throw new IllegalArgumentException("nginx's files could not be read to their end");
            }
        }

        private static Level inner(Level level, List<String> words) {
            return level == Level.MAIN && words.equals(List.of("http")) ? Level.HTTP : Level.OTHER;
        }

        private void note(List<String> words, Level level, int depth) {
            String name = words.isEmpty() ? "" : words.get(0);
            if (level == Level.OTHER) {
                return;
            }
            if (name.equals("include") && words.size() == 2) {
                include(words.get(1), level, depth);
            } else if (level == Level.HTTP && name.equals("access_log")) {
                logs.add(words);
            } else if (level == Level.HTTP && name.equals("log_format") && words.size() > 1) {
                formats.add(words.get(1));
            }
        }

        private void include(String pattern, Level level, int depth) {
            boolean takesOurs = dump.includes(pattern, ours);
            for (String file : dump.included(pattern)) {
                if (takesOurs && file.compareTo(ours) >= 0) {
                    formatsBeforeOurs = Set.copyOf(formats);
                    takesOurs = false;
                }
                if (!file.equals(ours)) {
                    read(file, level, depth + 1);
                }
            }
            if (takesOurs) {
                formatsBeforeOurs = Set.copyOf(formats);
            }
        }
    }
}
