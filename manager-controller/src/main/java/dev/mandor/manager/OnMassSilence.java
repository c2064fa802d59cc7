package dev.mandor.manager;

import java.util.Arrays;
import java.util.Locale;

/** What to do when most workers fall silent at once, which is more likely our own deafness than their death. */
enum OnMassSilence {
    /** The rule of the thesis: whoever is left serves, or else the fallback; the silent ones stay in the file behind it. */
    FALLBACK,
    /** Nothing changes until they are heard again, or somebody looks. */
    HOLD;

    /** @throws IllegalArgumentException when there is no such choice */
    static OnMassSilence parse(String name) {
        return Arrays.stream(values())
                .filter(choice -> choice.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected fallback or hold"));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
