package dev.mandor.manager.traffic;

import dev.mandor.manager.nginx.Sampling;
import java.util.Optional;

/**
 * How many of the requests are sampled, by what came: coarser after {@value #LOUD_SECONDS} s with more than {@value #MOST_LINES}
 * lines each, at once as coarse as it needs to be; finer by one step after ten minutes with fewer than {@value #FEWEST_LINES} each.
 * A finer step brings ten times as many lines, half of what would end it again. Each change costs a reload of nginx, and whoever
 * asks the site in bursts could have one for each burst: that is why the way back takes so long.
 *
 * <p>It goes by the requests that the lines stand for, and not by their number: for some seconds after a change the old
 * processes of nginx still send by the old step. Immutable, pure.
 *
 * @param loud for how many seconds in a row too many came
 * @param quiet for how many seconds in a row few came
 */
record SamplingStep(Sampling sampling, int loud, int quiet) {
    static final int MOST_LINES = 200;
    static final int FEWEST_LINES = 10;
    static final int LOUD_SECONDS = 2;
    static final int QUIET_SECONDS = 600;

    static SamplingStep at(Sampling sampling) {
        return new SamplingStep(sampling, 0, 0);
    }

    /**
     * The step after one more second.
     *
     * @param requests for which the lines of that second stand
     */
    SamplingStep after(long requests) {
        if (isLoud(sampling, requests)) {
            return loud + 1 < LOUD_SECONDS ? new SamplingStep(sampling, loud + 1, 0) : at(coarseEnough(requests));
        }
        Optional<Sampling> finer = sampling.finer();
        if (finer.isEmpty() || requests >= (long) FEWEST_LINES * sampling.requestsPerLine()) {
            return at(sampling);
        }
        return quiet + 1 < QUIET_SECONDS ? new SamplingStep(sampling, 0, quiet + 1) : at(finer.get());
    }

    private Sampling coarseEnough(long requests) {
        Sampling step = sampling;
        while (isLoud(step, requests) && step.coarser().isPresent()) {
            step = step.coarser().get();
        }
        return step;
    }

    private static boolean isLoud(Sampling step, long requests) {
        return requests > (long) MOST_LINES * step.requestsPerLine();
    }
}
