package dev.mandor.manager.view;

/**
 * What clients get, in one sentence.
 *
 * @param sentence begins with what it comes to, as {@code serving: worker1 answers}
 * @param remedy what helps; empty when nothing has to
 */
record Headline(Overview.Verdict verdict, String sentence, String remedy) {
    static Headline serving(String sentence) {
        return new Headline(Overview.Verdict.SERVING, sentence, "");
    }

    static Headline starting(String sentence) {
        return new Headline(Overview.Verdict.STARTING, sentence, "");
    }

    static Headline degraded(String sentence, String remedy) {
        return new Headline(Overview.Verdict.DEGRADED, sentence, remedy);
    }

    static Headline failing(String sentence, String remedy) {
        return new Headline(Overview.Verdict.FAILING, sentence, remedy);
    }

    /** Whether {@code verdict} is one that somebody has to do something about. */
    boolean isTrouble() {
        return !remedy.isEmpty();
    }

    Headline of(String service) {
        return new Headline(verdict, service + ": " + sentence, remedy);
    }
}
