package dev.mandor.manager.probe;

import java.time.Duration;

/**
 * What was found last, and how long ago. A trouble is a finding only when it was met twice in a row.
 *
 * @param <T> {@link SiteAnswer} or {@link FallbackAnswer}
 */
public record Report<T>(T found, Duration age) {}
