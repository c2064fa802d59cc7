package dev.mandor.manager.doctor;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * One thing to look at.
 *
 * @param subject what it is, as the beginning of a sentence
 */
public record Check(String subject, Look look) {
    /** What is told before a look fails or hangs is kept. */
    @FunctionalInterface
    public interface Look {
        /**
         * Tells what there is to see.
         *
         * @throws IOException with a sentence, when nobody can tell
         * @throws InterruptedException when it took too long
         */
        void at(Consumer<Finding> tell) throws IOException, InterruptedException;
    }
}
