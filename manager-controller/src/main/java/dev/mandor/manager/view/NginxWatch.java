package dev.mandor.manager.view;

import dev.mandor.manager.nginx.ApplyListener;
import dev.mandor.manager.nginx.NginxConfig;
import java.time.Duration;
import java.util.Optional;

/** What became of the plans. The applier's thread tells; any may ask. */
public final class NginxWatch implements ApplyListener {
    /**
     * @param applied whether every nginx has the plan that was wanted last
     * @param problem why not
     * @param config the version of the configuration that was installed last; empty when none was
     * @param installs how long the installs took, each with one reload
     * @param failures how many looks ended with a problem
     */
    public record State(
            boolean applied, Optional<String> problem, Optional<String> config, Durations installs, long failures) {}

    private volatile State state = new State(false, Optional.empty(), Optional.empty(), Durations.NONE, 0);

    public State state() {
        return state;
    }

    @Override
    public void onInstalled(NginxConfig config, Duration took) {
        State before = state;
        state = new State(
                before.applied(),
                before.problem(),
                Optional.of(config.version()),
                before.installs().with(took),
                before.failures());
    }

    @Override
    public void onLook(Optional<String> problem) {
        State before = state;
        state = new State(
                problem.isEmpty(),
                problem,
                before.config(),
                before.installs(),
                before.failures() + (problem.isPresent() ? 1 : 0));
    }
}
