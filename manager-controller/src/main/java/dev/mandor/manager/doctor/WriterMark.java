package dev.mandor.manager.doctor;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whose file it is, by its first line. Pure. */
final class WriterMark {
    private static final Pattern FIRST_LINE =
            Pattern.compile(Pattern.quote(NginxFiles.MARK) + " on ([A-Za-z0-9.-]{1,64}:[0-9]{1,5})\\. .*");

    private WriterMark() {}

    /** @param text of Mandor's file */
    static Optional<Finding> finding(String text, NginxSettings nginx) {
        Matcher line = FIRST_LINE.matcher(text.lines().findFirst().orElse(""));
        if (!line.matches() || line.group(1).equals(nginx.writer())) {
            return Optional.empty();
        }
        return Optional.of(Finding.warn(
                nginx.configPath() + " was written by another manager, " + line.group(1) + "; this one is "
                        + nginx.writer(),
                "end that manager if it still runs: the one that is started last takes the file over; or give each an nginx"
                        + " of its own"));
    }
}
