package dev.mandor.manager.nginx;

import dev.mandor.manager.nginx.Sight.Answer;
import java.util.Optional;

/** What a look at one nginx comes to. Pure. */
sealed interface Running {
    /** It runs {@code config}, and that lies there. */
    record Fine(NginxConfig config) implements Running {}

    /** It runs something else, or something else lies there: ours to put right. */
    record Astray(String cause) implements Running {}

    /** Another manager has put its own file there. */
    record OtherWriter(Writer who) implements Running {}

    /** What should run lies there, and nginx does not say that it runs it. */
    record NoAnswer(Answer answer) implements Running {}

    /**
     * Judges what was seen.
     *
     * @param known what it ran for certain until now, if that is known
     * @param other the other manager whose file lies there, if that is not to be replaced
     */
    static Running of(Sight sight, NginxConfig wanted, Optional<NginxConfig> known, Optional<Writer> other) {
        if (other.isPresent()) {
            return new OtherWriter(other.get());
        }
        if (sight.runs(wanted) && sight.holds(wanted)) {
            return new Fine(wanted);
        }
        NginxConfig expected = known.orElse(wanted);
        if (!sight.holds(expected)) {
            return new Astray(sight.text().isEmpty() ? "its file is gone" : "its file was changed");
        }
        if (sight.runs(expected)) {
            return new Fine(expected);
        }
        return sight.answer() == Answer.VERSION
                ? new Astray("it runs another version than lies there")
                : new NoAnswer(sight.answer());
    }
}
