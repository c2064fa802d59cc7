package dev.mandor.manager.nginx;

import java.time.Duration;
import java.util.Optional;

/** Is told what becomes of the plans, on the applier's thread. No call may wait or throw. */
public interface ApplyListener {
    /** What the applier's thread may hang in. */
    enum Step {
        LOOK,
        INSTALL
    }

    /** Nobody wants to know. */
    ApplyListener NONE = new ApplyListener() {
        @Override
        public void onBegin(Step step) {}

        @Override
        public void onInstalled(NginxConfig config, Duration took) {}

        @Override
        public void onLook(Optional<String> problem) {}
    };

    /** Begins with one step, and has ended the one before; the last one ends with {@link #onLook}. */
    void onBegin(Step step);

    /** One nginx was seen to run {@code config}, which this manager did not know that it runs. */
    default void onFound(NginxConfig config) {}

    /** One nginx has taken a new configuration. */
    void onInstalled(NginxConfig config, Duration took);

    /**
     * Every nginx was looked at.
     *
     * @param problem why one of them does not have the plan; empty when all have it
     */
    void onLook(Optional<String> problem);
}
