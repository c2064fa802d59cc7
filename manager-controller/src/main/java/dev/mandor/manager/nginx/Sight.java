package dev.mandor.manager.nginx;

/**
 * What one nginx shows of itself: what answers at our site's port, and the file as it lies there.
 *
 * @param version that nginx says it runs; empty unless {@code answer} is {@link Answer#VERSION}
 * @param text of the file; empty when there is none
 */
record Sight(Answer answer, String version, String text) {
    /** What came of the question for the version. The words are those of look.sh. */
    enum Answer {
        VERSION("version", ""),
        OTHER_SITE("other", "another site answers at ADDRESS in the place of Mandor's, or nginx does not include FILE"),
        NOBODY("nobody", "nobody accepts connections at ADDRESS: nginx does not run, or does not include FILE"),
        SILENT("silent", "nginx does not answer at ADDRESS within 1 s"),
        /** There is no program to ask with. */
        UNASKED("unasked", "");

        private final String word;
        private final String sentence;

        Answer(String word, String sentence) {
            this.word = word;
            this.sentence = sentence;
        }

        /** For the user, when it was not the version. */
        String sentence(String address, String file) {
            return sentence.replace("ADDRESS", address).replace("FILE", file);
        }

        private static Answer of(String word) {
            for (Answer answer : values()) {
                if (answer.word.equals(word)) {
                    return answer;
                }
            }
            return OTHER_SITE;
        }
    }

    /** Reads what look.sh prints. */
    static Sight parse(String output) {
        int end = output.indexOf('\n');
        String line = end < 0 ? output : output.substring(0, end);
        String[] words = line.split(" ", 2);
        return new Sight(Answer.of(words[0]), words.length < 2 ? "" : words[1].strip(), output.substring(end + 1));
    }

    boolean runs(NginxConfig config) {
        return answer == Answer.VERSION && version.equals(config.version());
    }

    boolean holds(NginxConfig config) {
        return text.equals(config.text());
    }
}
