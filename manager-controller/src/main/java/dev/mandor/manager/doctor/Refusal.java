package dev.mandor.manager.doctor;

import java.util.List;
import java.util.Optional;

/**
 * Why nginx refuses its configuration, where that is about Mandor's file and another one: nginx names only the one that it read
 * later, which may be Mandor's. Pure.
 *
 * @param marked files in the folder of Mandor's file that Mandor wrote, and that a pattern could take in
 * @param defaults those that have a default server
 */
record Refusal(List<String> marked, List<String> defaults) {
    private static final String SCRIPT = "grep -ls '^" + NginxFiles.MARK + "' \"$1\"/* | sed 's/^/marked /';"
            + " grep -lsE '^[^#]*listen[^;#]*[[:space:]]default(_server)?[[:space:];]' \"$1\"/* | sed 's/^/default /'";

    /** What prints it. Argument: the path of Mandor's file. */
    static List<String> command(String path) {
        return List.of("sh", "-c", SCRIPT, "mandor", path.substring(0, path.lastIndexOf('/')));
    }

    static Refusal parse(String output) {
        return new Refusal(starting(output, "marked "), starting(output, "default "));
    }

    private static List<String> starting(String output, String word) {
        return output.lines()
                .filter(line -> line.startsWith(word))
                .map(line -> line.substring(word.length()))
                .toList();
    }

    /**
     * @param words nginx's last
     * @param path of Mandor's file
     */
    Optional<Finding> explain(String words, String path) {
        List<String> others =
                defaults.stream().filter(file -> !file.equals(path)).toList();
        if (words.contains("duplicate default server") && defaults.contains(path) && !others.isEmpty()) {
            String both = String.join(" and ", others);
            return Optional.of(Finding.fail(
                    "nginx's configuration test: " + words + ": " + both
                            + " has a default_server, and so has Mandor's file " + path,
                    "take default_server from " + both
                            + ", or remove that file; Mandor's site answers what no other does"));
        }
        return words.contains("mandor_") || words.contains("duplicate") ? copies(words, path) : Optional.empty();
    }

    private Optional<Finding> copies(String words, String path) {
        return marked.stream()
                .filter(file -> !file.equals(path))
                .findFirst()
                .map(file -> Finding.fail(
                        "nginx's configuration test: " + words + ": nginx reads " + file + " too, which Mandor wrote",
                        copyRemedy(file)));
    }

    /** What helps against a second file of Mandor's that nginx reads. */
    static String copyRemedy(String file) {
        return "remove it: rm " + file
                + "; a copy, a helper file of an earlier version or the file of another --config-path"
                + " must not lie where nginx includes it";
    }
}
