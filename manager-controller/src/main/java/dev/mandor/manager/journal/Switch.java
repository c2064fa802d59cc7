package dev.mandor.manager.journal;

import java.time.Instant;

/**
 * Other nodes serve than before.
 *
 * @param from who served, as {@code worker1} or {@code the fallback}
 * @param reason a sentence
 */
public record Switch(Instant at, String from, String to, String reason) {}
