package dev.mandor.manager.doctor;

import java.util.Optional;

/** Whose file it is, by its first line. Pure. */
final class WriterMark {
    private WriterMark() {}

    /** @param text of Mandor's file */
    static Optional<Finding> finding(String text, NginxSettings nginx) {
        return nginx.writer()
                .other(text)
                .map(other -> Finding.warn(
                        nginx.configPath() + " was written by another manager, " + other + "; this one is "
                                + nginx.writer(),
                        "end that manager if it still runs: the one that is started last takes the file over; or give each"
                                + " an nginx of its own"));
    }
}
