package dev.mandor.manager.doctor;

/** How well one thing is; in the order in which they get worse. */
public enum Verdict {
    OK,
    /** The manager works, but not as its user may think, or could not be asked. */
    WARN,
    /** The manager does not do its work as long as this is so. */
    FAIL
}
