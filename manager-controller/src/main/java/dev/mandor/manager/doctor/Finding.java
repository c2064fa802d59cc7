package dev.mandor.manager.doctor;

import dev.mandor.daemon.OneLine;
import java.util.Optional;

/**
 * What came of one look: one line for the user, whatever programs and labels said. Who is told of a trouble is told what helps.
 *
 * @param remedy empty exactly when all is well
 */
public record Finding(Verdict verdict, String sentence, Optional<String> remedy) {
    /** @throws IllegalArgumentException when something is wrong and nothing is said to help, or the other way round */
    public Finding {
        if ((verdict == Verdict.OK) == remedy.isPresent()) {
            throw new IllegalArgumentException("a remedy is for what is not well");
        }
        sentence = OneLine.of(sentence);
        remedy = remedy.map(OneLine::of);
    }

    public static Finding ok(String sentence) {
        return new Finding(Verdict.OK, sentence, Optional.empty());
    }

    public static Finding warn(String sentence, String remedy) {
        return new Finding(Verdict.WARN, sentence, Optional.of(remedy));
    }

    public static Finding fail(String sentence, String remedy) {
        return new Finding(Verdict.FAIL, sentence, Optional.of(remedy));
    }
}
