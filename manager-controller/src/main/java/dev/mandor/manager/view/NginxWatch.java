package dev.mandor.manager.view;

import dev.mandor.manager.nginx.ApplyListener;
import dev.mandor.manager.nginx.NginxConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What became of the plans. The applier's thread tells; any may ask, also while that thread hangs in a step that does not end:
 * a docker engine or disk that hangs says nothing, and what was true before it hung is no longer known to be.
 */
public final class NginxWatch implements ApplyListener {
    /** Twice this, or twice what the last install took: a step that takes longer hangs. */
    static final Duration LEAST_USUAL = Duration.ofSeconds(5);

    /**
     * @param applied whether every nginx has the plan that was wanted last
     * @param problem why not
     * @param config the version of the configuration that nginx took last; empty when none is known
     * @param installs how long the installs took, each with one reload
     * @param failures how many looks ended with a problem
     */
    public record State(
            boolean applied, Optional<String> problem, Optional<String> config, Durations installs, long failures) {}

    /** A step that has not ended yet, and how long such a one may take. */
    private record UnderWay(Step step, long sinceNanos, Duration patience) {
        private boolean isLate(long nowNanos) {
            return nowNanos - sinceNanos > patience.toNanos();
        }

        // Without the time that passes: the same trouble is to read the same at each look.
        private String problem() {
            String what = switch (step) {
                case LOOK -> "the look at nginx";
                case INSTALL -> "the install of a plan";
            };
            return what + " has not ended within " + patience.toSeconds() + " s: docker, a disk or nginx hangs";
        }
    }

    private final LongSupplier ticker;
    private volatile State state = new State(false, Optional.empty(), Optional.empty(), Durations.NONE, 0);
    private volatile Optional<UnderWay> underWay = Optional.empty();
    private Duration usual = LEAST_USUAL; // the applier's thread only

    /** Without a clock: no step ever takes too long. */
    public NginxWatch() {
        this(() -> 0);
    }

    /** @param ticker the monotonic clock, as {@link System#nanoTime()} */
    public NginxWatch(LongSupplier ticker) {
        this.ticker = ticker;
    }

    public State state() {
        long now = ticker.getAsLong();
        State told = state;
        return underWay.filter(step -> step.isLate(now))
                .map(step ->
                        new State(false, Optional.of(step.problem()), told.config(), told.installs(), told.failures()))
                .orElse(told);
    }

    @Override
    public void onBegin(Step step) {
        underWay = Optional.of(new UnderWay(step, ticker.getAsLong(), usual.multipliedBy(2)));
    }

    @Override
    public void onFound(NginxConfig config) {
        State before = state;
        state = new State(
                before.applied(),
                before.problem(),
                Optional.of(config.version()),
                before.installs(),
                before.failures());
    }

    @Override
    public void onInstalled(NginxConfig config, Duration took) {
        usual = took.compareTo(LEAST_USUAL) > 0 ? took : LEAST_USUAL;
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
        underWay = Optional.empty();
    }
}
