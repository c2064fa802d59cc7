package dev.mandor.manager.nginx;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where nginx logs the requests to our sites in the format {@code mandor}, if anywhere: an absolute path in nginx's file
 * system, of letters, digits, dots, hyphens and underscores, so that it can say nothing else to nginx.
 *
 * <p>Off unless the user asks for it, since an {@code access_log} of ours takes the place of the one in the user's nginx.conf, and
 * what reads that would silently see nothing more: that is why {@link Logs} repeats it where only the manager is to be told. Nor is the format
 * then defined for others to use: their {@code nginx.conf} names its log before it includes our file, and nginx refuses a
 * format that it does not know yet.
 */
public record AccessLog(Optional<String> path) {
    public static final AccessLog OFF = new AccessLog(Optional.empty());

    private static final int LONGEST = 255;
    private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9._-]+)+");

    /** @throws IllegalArgumentException when nginx could take the path for more than a path */
    public AccessLog {
        if (!path.map(AccessLog::isPlain).orElse(true)) {
            throw new IllegalArgumentException(
                    "expected off or an absolute path of letters, digits, dots, hyphens and underscores");
        }
    }

    /** Reads {@code off} or a path. */
    public static AccessLog parse(String text) {
        return text.equals("off") ? OFF : new AccessLog(Optional.of(text));
    }

    private static boolean isPlain(String path) {
        return path.length() <= LONGEST && PATH.matcher(path).matches();
    }

    @Override
    public String toString() {
        return path.orElse("off");
    }
}
