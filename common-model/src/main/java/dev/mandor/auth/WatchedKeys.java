package dev.mandor.auth;

import dev.mandor.daemon.Problem;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a daemon takes from its key file, read anew when the file changes, so that keys can be replaced while it runs. A
 * change that cannot be used is said once, and the keys before it stay. One thread calls {@link #refresh}; any may ask.
 *
 * @param <T> a {@link KeyRing}, or one key of it
 */
public final class WatchedKeys<T> {
    private static final Logger log = LoggerFactory.getLogger(WatchedKeys.class);

    private final KeyFile file;
    private final Function<KeyRing, T> choice;
    private final Problem problem = new Problem();
    private volatile T current;
    private Set<KeyId> ids;
    private Object stamp;
    private Object changing;

    /**
     * Reads the file for the first time.
     *
     * @param choice what is taken from it; an {@link IllegalArgumentException} says why the file cannot be used
     * @throws KeyFileException when it cannot be used
     */
    public WatchedKeys(KeyFile file, Function<KeyRing, T> choice) throws KeyFileException {
        this.file = file;
        this.choice = choice;
        this.stamp = file.stamp(); // before reading: what changes meanwhile is read again
        this.changing = stamp;
        KeyRing keys = file.read();
        this.ids = keys.ids();
        this.current = chosen(keys);
    }

    public T current() {
        return current;
    }

    /**
     * Reads the file again if it has changed, and has not been changed again since the call before: an editor may not be
     * through with it. Never throws.
     */
    public void refresh() {
        Object now = file.stamp();
        boolean settled = now.equals(changing);
        changing = now;
        if (!settled || now.equals(stamp)) {
            return;
        }
        stamp = now;
        try {
            KeyRing keys = file.read();
            current = chosen(keys);
            problem.ends();
            tell(keys.ids());
        } catch (KeyFileException e) {
            if (problem.begins(e.getMessage())) {
                log.warn("{}; the keys before stay in use", e.getMessage());
            }
        }
    }

    private T chosen(KeyRing keys) throws KeyFileException {
        try {
            return choice.apply(keys);
        } catch (IllegalArgumentException e) {
            throw file.problem(e.getMessage());
        }
    }

    private void tell(Set<KeyId> now) {
        Set<KeyId> added = new LinkedHashSet<>(now);
        added.removeAll(ids);
        Set<KeyId> removed = new LinkedHashSet<>(ids);
        removed.removeAll(now);
        ids = now;
        log.info("the key file {} was read again: new {}, gone {}", file, added, removed);
    }
}
