package dev.mandor.manager.cluster;

/**
 * Whether connections to one endpoint can be made, by the tries that were made from here. A try counts as unanswered when
 * nothing came back in the time that nginx has for it: then each request that nginx sends there costs a client that time. A
 * refused connection is an answer: it costs nothing, and that nobody listens is for the node's own agent to say.
 *
 * <p>nginx is told to take no server out by itself, since it cannot tell a host that has vanished from an application that
 * answers badly; so this is what takes a vanished host out, seconds after it vanished and long before its silence does.
 *
 * <p>Upside: a host that vanishes, or whose web port is shut off while its heartbeats go on arriving, costs clients a connect
 * timeout each for about two seconds. Downside: where one packet in ten is lost, an endpoint is wrongly taken for unreachable
 * every two hours or so, for ten seconds.
 *
 * <p>Who comes and goes has to answer for longer each time, up to {@value #MOST_ANSWERS} tries in a row. Immutable.
 *
 * @param reachable the verdict
 * @param against how many tries in a row contradicted the verdict
 * @param inFavour how many tries in a row were answered while it was reachable; no more are counted than are forgiven for
 * @param losses how often it became unreachable lately
 */
public record Reachability(boolean reachable, int against, int inFavour, int losses) {
    /** Before the first try: it is believed. */
    public static final Reachability UNTRIED = new Reachability(true, 0, 0, 0);

    static final int UNANSWERED = 5;
    static final int ANSWERS = 5;
    static final int MOST_ANSWERS = 80;
    static final int FORGIVEN_AFTER = 300;

    /** After one more try. */
    public Reachability after(boolean answered) {
        return reachable ? whileReachable(answered) : whileUnreachable(answered);
    }

    /** Whether it may be about to become unreachable, so that the next try should come soon. */
    public boolean isInDoubt() {
        return reachable && against > 0;
    }

    private Reachability whileReachable(boolean answered) {
        if (answered) {
            int row = Math.min(inFavour + 1, FORGIVEN_AFTER);
            return new Reachability(true, 0, row, row == FORGIVEN_AFTER ? 0 : losses);
        }
        return against + 1 < UNANSWERED
                ? new Reachability(true, against + 1, 0, losses)
                : new Reachability(false, 0, 0, losses + 1);
    }

    private Reachability whileUnreachable(boolean answered) {
        if (!answered) {
            return new Reachability(false, 0, 0, losses);
        }
        return against + 1 < neededAnswers()
                ? new Reachability(false, against + 1, 0, losses)
                : new Reachability(true, 0, 0, losses);
    }

    private int neededAnswers() {
        return Math.min(MOST_ANSWERS, ANSWERS << Math.min(losses - 1, 10));
    }
}
